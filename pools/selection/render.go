// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"unicore/pools"
)

// kindTitles are the menus of the main pool; a kind that is not here has its
// name for a title.
var kindTitles = map[string]string{
	"console": "Console", "debug": "Debugging", "dev": "Buses and devices", "drivers": "Drivers", "fs": "File systems", "lib": "Libraries for applications",
	"libc": "C library", "mem": "Memory", "net": "Network", "posix": "POSIX", "sched": "Scheduling", "vfs": "Files", "xen": "Xen",
}

// render writes the tree.
func (s *Space) render() string {
	var b strings.Builder
	b.WriteString("# Generated from the definitions of the libraries.\n\nmainmenu \"unicore\"\n")
	for _, name := range s.fixedSymbols() {
		fmt.Fprintf(&b, "\nconfig %s\n\tdef_bool $(%s)\n", name, name)
	}
	menus := map[string][]*pools.Library{}
	var order []string
	for _, l := range s.pool.Libraries() {
		if len(s.on(l.Name)) == 0 {
			continue
		}
		title := menuOf(l)
		if menus[title] == nil {
			order = append(order, title)
		}
		menus[title] = append(menus[title], l)
	}
	slices.Sort(order)
	for _, title := range order {
		fmt.Fprintf(&b, "\nmenu %s\n", quoted(title))
		for _, l := range menus[title] {
			switch c := s.choiceOf[l.Name]; {
			case c == nil:
				s.config(&b, l)
				s.renderOptions(&b, l)
			case l == c.members[0]:
				s.renderChoice(&b, c)
			}
		}
		b.WriteString("\nendmenu\n")
	}
	return b.String()
}

// fixedSymbols are those that the target answers for.
func (s *Space) fixedSymbols() (names []string) {
	for _, p := range s.places {
		names = append(names, platformSymbol(p.Platform), archSymbol(p.Arch))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func platformSymbol(platform string) string { return "PLATFORM_" + capitals(platform) }

func archSymbol(arch string) string { return "ARCH_" + capitals(arch) }

func menuOf(l *pools.Library) string {
	switch {
	case l.Pool == pools.ArchPool:
		return "Architecture"
	case l.Pool == pools.PlatformPool:
		return "Platform"
	case l.Pool != pools.MainPool && l.Pool != "":
		return "Pool " + l.Pool
	case path.Base(l.Dir) == l.Kind:
		return "General"
	case kindTitles[l.Kind] != "":
		return kindTitles[l.Kind]
	}
	return l.Kind
}

// quoted is text as Kconfig quotes it; what would be a macro is taken apart.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$(", "$ (").Replace(text) + `"`
}

func (s *Space) config(b *strings.Builder, l *pools.Library) {
	symbol := Symbol(l.Name)
	if l.Pool == pools.PlatformPool || s.silent[l.Name] {
		fmt.Fprintf(b, "\nconfig %s\n\tbool\n", symbol)
	} else {
		fmt.Fprintf(b, "\nconfig %s\n\tbool %s\n", symbol, quoted(l.Name+": "+l.Summary))
	}
	if c := s.condition(s.on(l.Name), s.places); c != "" {
		fmt.Fprintf(b, "\tdepends on %s\n", c)
	}
	for _, e := range s.demands(l) {
		fmt.Fprintf(b, "\tdepends on %s", Symbol(e.to))
		if c := s.condition(e.on, s.on(l.Name)); c != "" {
			fmt.Fprintf(b, " || !(%s)", c)
		}
		b.WriteByte('\n')
	}
	for _, r := range s.excludedBy(l) {
		fmt.Fprintf(b, "\tdepends on !%s\n", Symbol(r))
	}
	if !s.silent[l.Name] && s.choiceOf[l.Name] == nil && !s.off(l) {
		b.WriteString("\tdefault y\n")
	}
	edges := s.selects[l.Name]
	if l.Pool == pools.PlatformPool {
		edges = s.always(l)
	}
	for _, e := range edges {
		fmt.Fprintf(b, "\tselect %s", Symbol(e.to))
		if c := s.condition(e.on, s.on(l.Name)); c != "" {
			fmt.Fprintf(b, " if %s", c)
		}
		b.WriteByte('\n')
	}
	b.WriteString("\thelp\n")
	line := func(text string) { b.WriteString("\t  " + text + "\n") }
	line(l.Summary + ".")
	b.WriteByte('\n')
	about := "Library " + l.Name
	if l.Version != "" {
		about += " " + l.Version
	}
	line(about + ", licence " + l.License + ".")
	words := append([]string{"Needs"}, l.Needs...)
	for i := 0; len(l.Needs) > 0 && i < len(words); {
		text := words[i]
		for i++; i < len(words) && len(text)+len(words[i]) < 70; i++ {
			text += " " + words[i]
		}
		line(text)
	}
}

// renderOptions writes the options of a library.
func (s *Space) renderOptions(b *strings.Builder, l *pools.Library) {
	if file := optionsOf(l); s.options[file] != "" {
		fmt.Fprintf(b, "\nif %s\nsource %s\nendif\n", Symbol(l.Name), quoted(file))
	}
}

// always are what a platform's library holds: what is there on its targets
// whatever anybody says. The C library's have no other holder.
func (s *Space) always(l *pools.Library) (edges []edge) {
	for _, n := range s.pool.Libraries() {
		var on []*place
		for _, p := range s.on(l.Name) {
			if _, is := p.fixed[n.Name]; is && n != l {
				on = append(on, p)
			}
		}
		if len(on) > 0 && n.Pool != pools.PlatformPool {
			edges = append(edges, edge{n.Name, on})
		}
	}
	return edges
}

// condition tells the targets on from all others among those of within; empty
// when there is nothing to tell.
func (s *Space) condition(on, within []*place) string {
	if len(on) == len(within) {
		return ""
	}
	var terms []string
	for _, p := range on {
		whole := true // all of the platform's targets
		for _, q := range within {
			whole = whole && (q.Platform != p.Platform || slices.Contains(on, q))
		}
		term := platformSymbol(p.Platform)
		if !whole {
			term += " && " + archSymbol(p.Arch)
		}
		if !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	return strings.Join(terms, " || ")
}
