// SPDX-License-Identifier: BSD-3-Clause

// Package outside brings in pools from elsewhere: folders of libraries that are
// no part of this program. A list of them lives beside the selection that may
// choose from them, so that whoever has the one has the other; it says for each
// library of a pool what its files were when somebody decided to use them, and
// a pool that is not like that any more is refused.
package outside

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"unicore/pools"
	"unicore/pools/regular"
)

// Pool is one of a list.
type Pool struct {
	Name string `toml:"name" json:"name"`
	// Path is the folder, relative to the list's unless it is absolute.
	Path string `toml:"path" json:"path"`
	// Commit is that of the git checkout that the folder was part of: for
	// people; what counts is Libraries.
	Commit string `toml:"commit,omitempty" json:"commit,omitempty"`
	// Libraries are the hashes of the pool's libraries by name.
	Libraries map[string]string `toml:"libraries" json:"libraries"`
}

// List is a file of pools.
type List struct {
	File  string
	Pools []*Pool
}

// Error is what cannot be done, and the way out.
type Error struct {
	Msg string
	Way string
}

func (e *Error) Error() string { return e.Msg }

// Hint is the way out.
func (e *Error) Hint() string { return e.Way }

// FileFor is the name of the list that belongs to a selection:
// unicore.pools beside unicore.config, pools beside the user's config.
func FileFor(selection string) string {
	dir, base := filepath.Split(selection)
	if base == "config" {
		return dir + "pools"
	}
	return dir + strings.TrimSuffix(base, ".config") + ".pools"
}

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
	// reserved are our own pools, and what an image's parts are called beside.
	reserved = []string{pools.ArchPool, pools.MainPool, pools.PlatformPool, "program", "compiler", "linker", "generated"}
)

// CheckName is an error for what cannot be a pool's name.
func CheckName(name string) error {
	switch {
	case !nameForm.MatchString(name):
		return &Error{fmt.Sprintf("%q cannot be a pool's name: it begins with a letter and has lower-case letters, digits and “-”", name), "--name NAME gives it another one"}
	case slices.Contains(reserved, name):
		return &Error{name + " is the name of a pool of unicore's own", "--name NAME gives it another one"}
	}
	return nil
}

// CheckPath is an error for what a list cannot have as a pool's folder.
func CheckPath(path string) error {
	if path == "" || !utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl) {
		return &Error{fmt.Sprintf("%q: cannot be a pool's folder: its path has no control characters and is UTF-8", path), "rename it"}
	}
	return nil
}

// maxList bounds a list.
const maxList = 1 << 20

// Read reads a list; one that is not there is empty.
func Read(file string) (*List, error) {
	l := &List{File: file}
	text, err := regular.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	bad := func(format string, args ...any) (*List, error) {
		return nil, &Error{file + fmt.Sprintf(format, args...), "correct it, or delete it and add its pools again: unicore pool add PATH"}
	}
	if len(text) > maxList {
		return bad(": is larger than %d KiB: this is no list of pools", maxList>>10)
	}
	var content struct {
		Pools []*Pool `toml:"pool"`
	}
	meta, err := toml.Decode(string(text), &content)
	if err != nil {
		var parse toml.ParseError
		if errors.As(err, &parse) {
			return bad(":%d: %s", parse.Position.Line, parse.Message)
		}
		return bad(": %v", err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return bad(": unknown key %s", extra[0])
	}
	for i, p := range content.Pools {
		if err := CheckName(p.Name); err != nil {
			return bad(": %v", err)
		}
		if slices.ContainsFunc(content.Pools[:i], func(o *Pool) bool { return o.Name == p.Name }) {
			return bad(": two pools have the name %s", p.Name)
		}
		if err := CheckPath(p.Path); err != nil {
			return bad(": pool %s: path = %v", p.Name, err)
		}
		for library, hash := range p.Libraries {
			if !hashForm.MatchString(hash) {
				return bad(": pool %s: %s = %q is no hash", p.Name, library, hash)
			}
		}
	}
	l.Pools = content.Pools
	return l, nil
}

// Text is the list's file.
func (l *List) Text() []byte {
	var b bytes.Buffer
	b.WriteString("# Pools of libraries from elsewhere, and what their files were when they were added.\n# unicore pool add, update and remove change this file.\n")
	e := toml.NewEncoder(&b)
	e.Indent = ""
	e.Encode(struct { // to memory; all of it has a form in TOML
		Pools []*Pool `toml:"pool"`
	}{l.Pools})
	return b.Bytes()
}

// Find is the pool of that name, or nil.
func (l *List) Find(name string) *Pool {
	if i := slices.IndexFunc(l.Pools, func(p *Pool) bool { return p.Name == name }); i >= 0 {
		return l.Pools[i]
	}
	return nil
}

// Set adds a pool, or replaces the one of its name.
func (l *List) Set(p *Pool) {
	l.Remove(p.Name)
	l.Pools = append(l.Pools, p)
	slices.SortFunc(l.Pools, func(a, b *Pool) int { return cmp.Compare(a.Name, b.Name) })
}

// Remove removes the pool of that name, and tells whether there was one.
func (l *List) Remove(name string) bool {
	n := len(l.Pools)
	l.Pools = slices.DeleteFunc(l.Pools, func(p *Pool) bool { return p.Name == name })
	return len(l.Pools) < n
}

// Folder is where a pool of the list is.
func (l *List) Folder(p *Pool) string {
	if filepath.IsAbs(p.Path) {
		return p.Path
	}
	return filepath.Join(filepath.Dir(l.File), p.Path)
}

// Load reads all pools, each of which must be as it was when it was added.
func (l *List) Load() (trees []pools.Tree, err error) {
	for _, p := range l.Pools {
		tree, found, err := Look(p.Name, l.Folder(p))
		if err != nil {
			var e *Error
			if errors.As(err, &e) && e.Way == "" {
				e.Way = "unicore pool remove " + p.Name
			}
			return nil, err
		}
		if changes := p.Changes(found); len(changes) > 0 {
			return nil, &Error{fmt.Sprintf("%s: the pool %s is not what it was when it was added: %s", l.Folder(p), p.Name, strings.Join(changes, ", ")),
				"unicore pool update " + p.Name + " takes it as it is now"}
		}
		trees = append(trees, tree)
	}
	return trees, nil
}

// Changes says in which libraries a pool differs from what was found.
func (p *Pool) Changes(found map[string]string) (list []string) {
	names := slices.Sorted(maps.Keys(p.Libraries))
	for name := range found {
		if _, known := p.Libraries[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		was, is := p.Libraries[name], found[name]
		switch {
		case was == "":
			list = append(list, name+" is new")
		case is == "":
			list = append(list, name+" is gone")
		case was != is:
			list = append(list, name+" changed")
		}
	}
	return list
}
