// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
)

// Files are the paths below l.FS that belong to the library, sorted: not
// those of a library in a folder below, and no Go code.
func (l *Library) Files() ([]string, error) {
	var files []string
	err := fs.WalkDir(l.FS, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if p != "." {
				if _, err := fs.Stat(l.FS, path.Join(p, DefinitionFile)); err == nil {
					return fs.SkipDir
				}
			}
		case strings.ContainsFunc(p, func(r rune) bool { return unicode.IsControl(r) || r == '\\' }):
			// With a line break a name could be two lines of what Hash is of.
			return fmt.Errorf("the name %q has a control character or a backslash", p)
		case !strings.HasSuffix(p, ".go"):
			files = append(files, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("pools: %s: %w", l.From, err)
	}
	slices.Sort(files)
	return files, nil
}

// Hash is the SHA-256, in hexadecimal, of what sha256sum(1) prints for the
// library's files in the order of their names.
func (l *Library) Hash() (string, error) {
	files, err := l.Files()
	if err != nil {
		return "", err
	}
	sums := sha256.New()
	for _, f := range files {
		text, err := fs.ReadFile(l.FS, f)
		if err != nil {
			return "", fmt.Errorf("pools: %s: %w", l.From, err)
		}
		fmt.Fprintf(sums, "%x  %s\n", sha256.Sum256(text), f)
	}
	return fmt.Sprintf("%x", sums.Sum(nil)), nil
}

// SourceFiles resolves Build.Sources and Build.Exclude: sorted paths below
// the library's folder (own) and below the unpacked source (foreign, which
// may be nil when no pattern begins with $SRC/). A pattern without a wildcard
// must match.
func (l *Library) SourceFiles(foreign fs.FS) (own, theirs []string, err error) {
	match := func(patterns []string) (a, b map[string]bool, err error) {
		a, b = map[string]bool{}, map[string]bool{}
		for _, p := range patterns {
			tree, set := l.FS, a
			if rest, ok := strings.CutPrefix(p, SourcePrefix); ok {
				tree, set, p = foreign, b, rest
			}
			found, err := fs.Glob(tree, p)
			if err != nil {
				return nil, nil, fmt.Errorf("pools: %s: %q: %w", l.From, p, err)
			}
			if len(found) == 0 && !strings.ContainsAny(p, "*?[") {
				return nil, nil, fmt.Errorf("pools: %s: build: %q matches no file", l.From, p)
			}
			for _, f := range found {
				set[f] = true
			}
		}
		return a, b, nil
	}
	inOwn, inTheirs, err := match(l.Build.Sources)
	if err != nil {
		return nil, nil, err
	}
	outOwn, outTheirs, err := match(l.Build.Exclude)
	if err != nil {
		return nil, nil, err
	}
	rest := func(in, out map[string]bool) (list []string) {
		for f := range in {
			if !out[f] {
				list = append(list, f)
			}
		}
		slices.Sort(list)
		return list
	}
	return rest(inOwn, outOwn), rest(inTheirs, outTheirs), nil
}
