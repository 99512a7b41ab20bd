// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"bytes"
	"fmt"
	"strings"
	"testing/fstest"

	"unicore/pools"
	"unicore/pools/kconfig"
)

// Config is a target's tree with answers.
type Config struct {
	*kconfig.Config
	space *Space
	place *place
	file  *File
	// clashes are the libraries that the file has off although others need
	// them, with what is to be said of each.
	clashes []clash
}

type clash struct {
	library string
	err     error
}

// Config reads the tree for a target and the answers of a file, which may be
// nil. Notes are what a user should know of; what contradicts itself is an
// error.
func (s *Space) Config(t Target, f *File) (c *Config, notes []string, err error) {
	if c, notes, err = s.load(t, f); err == nil {
		err = c.clash()
	}
	return c, notes, err
}

// clash is the first that is there still.
func (c *Config) clash() error {
	for _, x := range c.clashes {
		if answer, is := c.Lookup(Symbol(x.library)).Answer(); is && answer == "n" && c.On(x.library) {
			return x.err
		}
	}
	return nil
}

// load is Config for those who can settle a clash.
func (s *Space) load(t Target, f *File) (c *Config, notes []string, err error) {
	p := s.place(t)
	if p == nil {
		return nil, nil, fmt.Errorf("%s: no such target", t)
	}
	env := map[string]string{}
	for _, name := range s.fixedSymbols() {
		env[name] = "n"
	}
	env[platformSymbol(p.Platform)], env[archSymbol(p.Arch)] = "y", "y"
	files := fstest.MapFS{"Kconfig": {Data: []byte(s.text)}}
	for name, text := range s.options {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := kconfig.Parse("Kconfig", kconfig.Options{
		FS:  files,
		Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})
	if err != nil {
		return nil, nil, s.placed(fmt.Errorf("the definitions make no tree: %w", err))
	}
	c = &Config{Config: tree, space: s, place: p, file: &File{}}
	if err := c.checkOptions(); err != nil {
		return nil, nil, s.placed(err)
	}
	if f == nil {
		return c, nil, nil
	}
	c.file = f
	found := c.LoadConfig(f.Name, f.Data)
	for i, l := range f.lines {
		if l.symbol != "" && c.Lookup(l.symbol) == nil {
			notes = append(notes, s.gone(fmt.Sprintf("%s:%d", f.Name, i+1), l.symbol))
		}
	}
	more, err := c.checkChoices(f)
	if err != nil {
		return nil, nil, err
	}
	notes = append(notes, more...)
	for _, x := range found {
		note, err := c.judge(f, x)
		if err != nil {
			return nil, nil, err
		}
		if note != "" {
			notes = append(notes, note)
		}
	}
	return c, notes, nil
}

func (s *Space) gone(at, symbol string) string {
	text := fmt.Sprintf("%s: %s%s: there is no such symbol", at, configPrefix, symbol)
	if near := s.nearestSymbol(symbol); near != "" {
		return text + fmt.Sprintf(" (the nearest is %s%s)", configPrefix, near)
	}
	return text + "; unicore config clean takes such lines away"
}

// judge says whether a finding is an error, a note or nothing.
func (c *Config) judge(f *File, x kconfig.Finding) (note string, err error) {
	at := func(msg string) string { return f.at(x.Pos.Line, msg) }
	l := c.space.symbols[x.Symbol]
	const way = "mend the line; unicore config default takes all answers back"
	switch x.Kind {
	case kconfig.Malformed, kconfig.Gone: // both were dealt with
		return "", nil
	case kconfig.Invalid:
		return "", &Error{at(fmt.Sprintf("the value does not fit: %s is %s", x.Symbol, c.Lookup(x.Symbol).Type())), way}
	case kconfig.OutOfRange:
		lo, hi, _ := c.Lookup(x.Symbol).Range()
		return "", &Error{at(fmt.Sprintf("%s must be from %s to %s", x.Symbol, lo, hi)), way}
	case kconfig.Repeated:
		return "", &Error{at(fmt.Sprintf("this contradicts line %d, where %s is %s", x.Before.Line, x.Symbol, x.Was)), "delete one of the two lines"}
	}
	switch {
	case l == nil || l.Pool == pools.PlatformPool:
		note := fmt.Sprintf("%s: %s=%s has no effect on %s", x.Pos, x.Symbol, x.Wanted, c.place)
		if owner := c.Owner(c.Lookup(x.Symbol)); owner != nil && !c.On(owner.Name) {
			note += ": " + owner.Name + " is not selected"
		} else if l != nil || given(x.Symbol) {
			note += ": the target says what it is"
		}
		return note, nil
	case strings.HasPrefix(x.Wanted, "n"):
		if chain := c.space.Held(c.place.Target, l.Name); chain != nil {
			return fmt.Sprintf("%s: %s stays on %s: %s", x.Pos, l.Name, c.place, needsText(chain)), nil
		}
		by := c.holders(l.Name)
		c.clashes = append(c.clashes, clash{l.Name, &Error{
			at(fmt.Sprintf("%s is off, but %s %s it", l.Name, strings.Join(by, ", "), map[bool]string{true: "needs", false: "need"}[len(by) == 1])),
			"unicore unselect " + l.Name + ", or unicore select " + l.Name,
		}})
		return "", nil
	}
	if why := c.space.Lacking(c.place.Target, l.Name); why != "" {
		return fmt.Sprintf("%s: %s is not for %s: %s", x.Pos, l.Name, c.place, c.space.lackText(why)), nil
	}
	return "", &Error{at(fmt.Sprintf("%s cannot be %s: %s", l.Name, x.Wanted, c.reasons(c.Lookup(x.Symbol)))), ""}
}

// given tells whether the target answers for the symbol.
func given(symbol string) bool {
	return strings.HasPrefix(symbol, "PLATFORM_") || strings.HasPrefix(symbol, "ARCH_")
}

// holders are the libraries, and options of libraries, that are on and keep one on.
func (c *Config) holders(library string) (names []string) {
	for _, l := range c.Lookup(Symbol(library)).SelectedBy() {
		if l.Value != kconfig.Yes {
			continue
		}
		name := l.From.Name()
		if by := c.space.symbols[name]; by != nil {
			name = by.Name
		}
		names = append(names, name)
	}
	return names
}

// lackText adds to "a needs b" which libraries would provide b elsewhere.
func (s *Space) lackText(why string) string {
	name := why[strings.LastIndexByte(why, ' ')+1:]
	var by []string
	for _, l := range s.pool.Libraries() {
		for _, p := range l.Provides {
			if p == name {
				by = append(by, l.Name)
			}
		}
	}
	if len(by) == 0 {
		return why
	}
	return why + ", which " + strings.Join(by, " and ") + " provide" + map[bool]string{true: "s"}[len(by) == 1]
}

// needsText says that the first needs the second and so on.
func needsText(chain []string) string {
	if len(chain) == 1 {
		return chain[0] + " is always there"
	}
	text := chain[0]
	for _, n := range chain[1:] {
		text += " needs " + n + ", which"
	}
	return strings.TrimSuffix(text, ", which")
}

// Libraries are those that are on, by name.
func (c *Config) Libraries() (names []string) {
	for _, l := range c.space.pool.Libraries() {
		if c.On(l.Name) {
			names = append(names, l.Name)
		}
	}
	return names
}

// On tells whether a library is selected.
func (c *Config) On(library string) bool {
	sym := c.Lookup(Symbol(library))
	return c.place.has(library) && sym != nil && sym.Tri() == kconfig.Yes
}

// Answers is a file of the answers that differ from the defaults.
func (c *Config) Answers() []byte {
	var b bytes.Buffer
	c.WriteDefconfig(&b) // to memory
	return b.Bytes()
}

// answers are those of Answers.
func (c *Config) answers() map[string]string {
	f, err := ParseFile("", c.Answers())
	if err != nil {
		panic(err) // what is written can be read
	}
	values := map[string]string{}
	for _, l := range f.lines {
		values[l.symbol] = l.value
	}
	return values
}
