// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"bytes"
	"os"
	"slices"
	"strings"
)

// missing is what a linker said that it did not find.
type missing struct {
	symbols   []string
	libraries []string
}

// maxMissing bounds how many are explained.
const maxMissing = 20

// read passes on what the linker prints, and takes note.
func (m *missing) read(from, to *os.File) {
	var line []byte
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		to.Write(buf[:n])
		for _, c := range buf[:n] {
			if c != '\n' {
				if len(line) < 64<<10 {
					line = append(line, c)
				}
				continue
			}
			m.line(line)
			line = line[:0]
		}
		if err != nil {
			m.line(line)
			return
		}
	}
}

func (m *missing) line(line []byte) {
	const undefined, library = "undefined reference", "cannot find -l"
	if i := bytes.Index(line, []byte(undefined)); i >= 0 {
		rest := string(line[i:])
		if _, rest, ok := strings.Cut(rest, "`"); ok {
			if name, _, ok := strings.Cut(rest, "'"); ok {
				m.symbols = add(m.symbols, name)
			}
		}
	} else if i := bytes.Index(line, []byte(library)); i >= 0 {
		name, _, _ := strings.Cut(string(line[i+len(library):]), ":")
		m.libraries = add(m.libraries, strings.TrimSpace(name))
	}
}

func add(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) || len(list) >= maxMissing {
		return list
	}
	return append(list, s)
}

// provider is a library of the pools that has a symbol.
type provider struct {
	library     string
	selected    bool
	unavailable bool   // its target cannot have it
	by          string // what stands in for it
}

// explain says which library of the pools has what the linker missed. The
// index, share/symbols.idx, has lines "symbol library selected", "symbol
// library unselected", "symbol library unavailable" and "symbol library replaced
// library".
func (t *tool) explain(m *missing, r *ldArgs) {
	if len(m.symbols) == 0 && len(m.libraries) == 0 {
		return
	}
	index, _ := os.ReadFile(t.sdk.share() + "/symbols.idx")
	cxx := false
	var unselected, forgotten, standIns []string
	mangled := t.mangled(m.symbols, index)
	for _, s := range m.symbols {
		call, isCall := strings.CutPrefix(s, "uc_sys_")
		symbol := s
		if name := mangled[s]; name != "" {
			symbol = name
		}
		p, known := find(index, symbol)
		switch {
		case isCall && known:
			say("system call ", call, ": provided by library ", p.library, p.state(r))
		case isCall:
			say("system call ", call, ": no library of the pools provides it")
		case known:
			say("undefined reference to ", s, ": ", p.library, " provides it", p.state(r))
		case strings.HasPrefix(s, "operator ") || strings.HasPrefix(s, "std::") || strings.HasPrefix(s, "__cxa_") ||
			strings.HasPrefix(s, "__gxx_") || strings.HasPrefix(s, "vtable for __cxxabiv1"):
			cxx = true
		}
		if known && p.by != "" {
			standIns = add(standIns, p.by)
		} else if known && !p.selected && !p.unavailable {
			unselected = add(unselected, p.library)
		} else if known && p.selected {
			forgotten = add(forgotten, p.library)
		}
	}
	for _, l := range m.libraries {
		p, known := find(index, "-l"+l)
		if !known {
			say("-l", l, ": no library of this SDK is called lib", l, ".a")
			continue
		}
		say("-l", l, ": ", p.library, " has lib", l, ".a", p.state(r))
		if !p.unavailable {
			unselected = add(unselected, p.library)
		}
	}
	if cxx && getenv(t.env, cxxNoted) == "" {
		say("this SDK has no C++ standard library")
		os.Stderr.WriteString(cxxHint)
	}
	switch {
	case len(standIns) > 0:
		os.Stderr.WriteString("hint: unicore unselect " + strings.Join(standIns, " ") + "\n")
	case len(unselected) > 0:
		os.Stderr.WriteString("hint: unicore select " + strings.Join(unselected, " ") + "\n")
	case len(forgotten) > 0:
		if l := t.linkOptions(forgotten); l != "" {
			os.Stderr.WriteString("hint: add" + l + "\n")
		}
	}
}

// mangled are the names in objects of those that the linker took apart for
// people, C++'s: of all in the index, what c++filt makes of them is compared.
func (t *tool) mangled(symbols []string, index []byte) map[string]string {
	if !slices.ContainsFunc(symbols, func(s string) bool { return strings.ContainsAny(s, "(: ") }) {
		return nil
	}
	var names []string
	for line := range bytes.Lines(index) {
		if bytes.HasPrefix(line, []byte("_Z")) {
			name, _, _ := bytes.Cut(line, []byte(" "))
			names = append(names, string(name))
		}
	}
	if len(names) == 0 {
		return nil
	}
	filter, err := t.find("c++filt")
	if err != nil {
		return nil
	}
	in, err := memFile("names")
	if err != nil {
		return nil
	}
	defer in.Close()
	if _, err := in.WriteString(strings.Join(names, "\n") + "\n"); err != nil {
		return nil
	}
	out, code, err := t.capture(filter, []string{"-i", "@" + inherited(0)}, in)
	plain := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if err != nil || code != 0 || len(plain) != len(names) {
		return nil
	}
	by := map[string]string{}
	for i, p := range plain {
		by[p] = names[i]
	}
	return by
}

// linkOptions are the -l that bring the archives of libraries.
func (t *tool) linkOptions(libraries []string) string {
	v, err := t.sdk.describe()
	if err != nil {
		return ""
	}
	options := ""
	for _, l := range v.get("libraries").list {
		if !slices.Contains(libraries, l.get("name").text) {
			continue
		}
		for _, a := range l.get("archives").list {
			if base, ok := strings.CutPrefix(a.text, "usr/lib/lib"); ok && !strings.Contains(base, "/") {
				options += " -l" + strings.TrimSuffix(base, ".a")
				break
			}
		}
	}
	return options
}

// state says why a library's symbol was not found.
func (p provider) state(r *ldArgs) string {
	switch {
	case slices.Contains(r.excluded, p.library):
		return ", which is not linked: it was excluded"
	case p.unavailable:
		return ", which this target cannot have"
	case p.by != "":
		return ", for which " + p.by + " stands in"
	case !p.selected:
		return ", which is not selected"
	}
	return ", which is not on the command line"
}

// find looks a symbol up in the index; a selected library is preferred.
func find(index []byte, symbol string) (p provider, ok bool) {
	key := []byte("\n" + symbol + " ")
	rest := append([]byte("\n"), index...)
	for {
		i := bytes.Index(rest, key)
		if i < 0 {
			return p, ok
		}
		rest = rest[i+len(key):]
		line, _, _ := bytes.Cut(rest, []byte("\n"))
		library, state, _ := strings.Cut(string(line), " ")
		if selected := state == "selected"; !ok || selected {
			by, _ := strings.CutPrefix(state, "replaced ")
			if by == state {
				by = ""
			}
			p, ok = provider{library, selected, state == "unavailable", by}, true
		}
	}
}
