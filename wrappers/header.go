// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"strings"
)

// withoutHeaders compiles where libraries are not selected that have headers.
func (t *tool) withoutHeaders(path string, args []string) (int, error) {
	code, err := t.spawn(path, args, os.Stdout, os.Stderr)
	if err == nil && code != 0 {
		t.explainHeader(path, args)
	}
	return code, err
}

// headerIndex has the headers of libraries that are not selected, in lines as those of
// symbols.idx. Where all are selected there is none.
func (t *tool) headerIndex() string { return t.sdk.share() + "/headers.idx" }

// explainHeader tells of a compilation that failed which library has the header, if
// that is why. The compiler is asked again what it lacks, for its words were in any
// language, and in colours if nobody is between it and the terminal.
func (t *tool) explainHeader(path string, args []string) (explained bool) {
	index, err := os.ReadFile(t.headerIndex())
	if err != nil {
		return false
	}
	header := t.missingHeader(path, args)
	p, known := find(index, header)
	if header == "" || !known {
		return false
	}
	say(header, ": ", p.library, " has it", p.state(&ldArgs{}))
	if !p.unavailable {
		os.Stderr.WriteString("hint: unicore select " + p.library + "\n")
	}
	return true
}

// missingHeader is the header that the compiler does not find, "" for none.
func (t *tool) missingHeader(path string, args []string) string {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return ""
	}
	defer null.Close()
	r, w, err := os.Pipe()
	if err != nil {
		return ""
	}
	plain := *t
	plain.env = setenv(setenv(append([]string(nil), t.env...), "LC_ALL", "C"), "UNICORE_VERBOSE", "0")
	p, err := plain.start(path, append(append([]string(nil), args...), "-fsyntax-only", "-fdiagnostics-color=never"), null, w)
	w.Close()
	if err != nil {
		r.Close()
		return ""
	}
	out := string(readAll(r))
	wait(p)
	return headerOf(out)
}

// headerOf finds the header in what gcc or clang says of a missing one.
func headerOf(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		_, what, ok := strings.Cut(line, ": fatal error: ")
		if !ok {
			continue
		}
		if name, ok := strings.CutSuffix(what, ": No such file or directory"); ok {
			return name
		}
		if name, ok := strings.CutSuffix(what, "' file not found"); ok {
			return strings.TrimPrefix(name, "'")
		}
	}
	return ""
}
