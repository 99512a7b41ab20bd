// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"unicore/pools"
	"unicore/pools/kconfig"
)

// A library's folder may have a file Kconfig: its options. Their names begin
// with the library's own name in capitals, and its C, and that of libraries
// that see its headers, has them as CONFIG_… from <uc/config.h>.

// OptionsFile is the name of that file.
const OptionsFile = "Kconfig"

func optionsOf(l *pools.Library) string { return path.Join(l.Dir, OptionsFile) }

// HasOptions tells whether a library has a file of options.
func HasOptions(l *pools.Library) bool {
	fi, err := fs.Stat(l.FS, OptionsFile)
	return err == nil && fi.Mode().IsRegular()
}

func (s *Space) readOptions(l *pools.Library) error {
	text, err := fs.ReadFile(l.FS, OptionsFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("pools: %s: %w", l.From, err)
	case l.Build.Kind != pools.Objects:
		return fmt.Errorf("pools: %s: options are for kind objects, not %s", optionsOf(l), l.Build.Kind)
	}
	s.options[optionsOf(l)] = string(text)
	return nil
}

// checkOptions sees to it that a library's options are known by their names.
func (c *Config) checkOptions() error {
	for _, x := range c.Symbols() {
		for _, n := range x.Nodes() {
			pos := n.Pos()
			if c.space.options[pos.File] == "" {
				continue
			}
			l := c.space.owner(pos.File)
			if !strings.HasPrefix(x.Name(), capitals(l.Name)+"_") || c.space.symbols[x.Name()] != nil {
				return fmt.Errorf("%s: %s: an option of %s begins with %s_", pos, x.Name(), l.Name, capitals(l.Name))
			}
		}
	}
	return nil
}

// placed is an error that names the files of pools from elsewhere by where they
// are: in the tree they have names within the project.
func (s *Space) placed(err error) error {
	text := err.Error()
	for _, l := range s.pool.Libraries() {
		if l.From != l.Dir && s.options[optionsOf(l)] != "" {
			text = strings.ReplaceAll(text, optionsOf(l), path.Join(l.From, OptionsFile))
		}
	}
	if text == err.Error() {
		return err
	}
	return &Error{text, ""}
}

func (s *Space) owner(file string) *pools.Library {
	for _, l := range s.pool.Libraries() {
		if optionsOf(l) == file {
			return l
		}
	}
	return nil
}

// Owner is the library whose option a symbol is, or nil.
func (c *Config) Owner(x *kconfig.Symbol) *pools.Library {
	for _, n := range x.Nodes() {
		if c.space.options[n.Pos().File] != "" {
			return c.space.owner(n.Pos().File)
		}
	}
	return nil
}

// Header is <uc/config.h> for C that sees the headers of the libraries: a line
// for each of their options that is among the named and is on or has a value.
func (c *Config) Header(libraries []*pools.Library, named map[string]bool) string {
	var all, out bytes.Buffer
	c.WriteHeader(&all) // to memory
	mine := map[string]bool{}
	for _, x := range c.Symbols() {
		for _, n := range x.Nodes() {
			if named[configPrefix+x.Name()] && slices.ContainsFunc(libraries, func(l *pools.Library) bool { return optionsOf(l) == n.Pos().File }) {
				mine[configPrefix+x.Name()] = true
			}
		}
	}
	for _, l := range strings.SplitAfter(all.String(), "\n") {
		if f := strings.Fields(l); len(f) > 1 && f[0] == "#define" && mine[f[1]] {
			out.WriteString(l)
		}
	}
	return out.String()
}
