// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"unicore/pools/regular"
)

// include carries out source and its relatives.
func (p *parser) include(word token, parent *Node) {
	t := p.next()
	p.unread(t)
	pattern := p.text("the name of a file")
	p.eol()
	optional := strings.HasPrefix(word.text, "o")
	if strings.HasSuffix(word.text, "rsource") && !path.IsAbs(pattern) {
		pattern = path.Join(path.Dir(p.src.name), pattern)
	}
	names := []string{pattern}
	if strings.ContainsAny(pattern, "*?[") {
		var err error
		if names, err = p.glob(pattern); err != nil {
			p.failAt(t.offset, "%s: %v", quoteShort(pattern), err)
		}
		if len(names) == 0 && !optional {
			p.failAt(t.offset, "no file matches %s", quoteShort(pattern))
		}
	}
	for _, name := range names {
		for f := p.src; f != nil; f = f.from {
			if path.Clean(f.name) == path.Clean(name) {
				p.failAt(t.offset, "%s sources itself", name)
			}
		}
		if p.src.depth >= maxDepth {
			p.failAt(t.offset, "files source one another more than %d deep", maxDepth)
		}
		if p.sourced++; p.sourced > maxSourced {
			p.failAt(t.offset, "more than %d files are sourced", maxSourced)
		}
		text, err := p.read(name)
		if errors.Is(err, fs.ErrNotExist) && optional {
			continue
		}
		if err != nil {
			hint := ""
			if errors.Is(err, fs.ErrNotExist) {
				hint = "o" + word.text + " does without a file that is not there"
			}
			p.failHint(t.offset, "cannot read "+quoteShort(name)+": "+cause(err), hint)
		}
		p.sourceFile(name, text, func() { p.statements("", parent) })
	}
}

// cause leaves the path out of an error that has one.
func cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// read returns the text of a file of the tree.
func (p *parser) read(name string) (string, error) {
	var f fs.File
	var err error
	if p.opt.FS != nil {
		f, err = p.opt.FS.Open(path.Clean(name))
	} else {
		f, err = regular.Open(p.hostPath(name))
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", regular.ErrNot
	}
	if info.Size() > maxFileBytes {
		return "", fmt.Errorf("it has more than %d bytes", maxFileBytes)
	}
	var b strings.Builder
	b.Grow(int(info.Size()))
	n, err := io.Copy(&b, io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return "", err
	}
	if p.total += int(n); n > maxFileBytes || p.total > maxTreeBytes {
		return "", fmt.Errorf("the files have more than %d bytes together", maxTreeBytes)
	}
	return b.String(), nil
}

func (p *parser) hostPath(name string) string {
	if filepath.IsAbs(name) || p.opt.Dir == "" {
		return name
	}
	return filepath.Join(p.opt.Dir, name)
}

// glob lists the files that a pattern matches, sorted. As for a shell, a name
// that begins with a dot is matched by such a pattern only, and [!…] is
// everything but.
func (p *parser) glob(pattern string) ([]string, error) {
	pattern = strings.ReplaceAll(pattern, "[!", "[^")
	var found []string
	var err error
	if p.opt.FS != nil {
		found, err = fs.Glob(p.opt.FS, path.Clean(pattern))
	} else {
		dir := p.opt.Dir
		if filepath.IsAbs(pattern) {
			dir = ""
		}
		prefix := ""
		if dir != "" {
			prefix = strings.TrimRight(dir, "/") + "/"
		}
		found, err = filepath.Glob(escapeGlob(prefix) + pattern)
		for i := range found {
			found[i] = strings.TrimPrefix(found[i], prefix)
		}
	}
	if err != nil {
		return nil, err
	}
	names := found[:0]
	want := strings.Split(path.Clean(pattern), "/")
	for _, name := range found {
		hidden := false
		for i, part := range strings.Split(name, "/") {
			if i < len(want) && strings.HasPrefix(part, ".") && !strings.HasPrefix(want[i], ".") {
				hidden = true
			}
		}
		if !hidden {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names, nil
}

func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(s)
}
