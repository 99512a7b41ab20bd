// SPDX-License-Identifier: BSD-3-Clause

package outside

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"unicore/pools"
	"unicore/pools/regular"
)

// Bounds of a pool: it is read into memory, so that what is hashed is what is
// built.
const (
	maxFiles = 20000
	maxBytes = 256 << 20
)

// Look reads a folder of libraries as the pool of that name, and returns it
// with the hashes of its libraries. Files outside of a library's folder do not
// matter, nor does what git keeps; inside there must be nothing but files and folders.
func Look(name, dir string) (pools.Tree, map[string]string, error) {
	tree := pools.Tree{Pool: name, Path: "pools/" + name, From: dir}
	archive, err := read(dir)
	if err != nil {
		return tree, nil, err
	}
	if len(archive.Files) == 0 {
		return tree, nil, &Error{dir + ": there is no library: no folder below it has a " + pools.DefinitionFile, ""}
	}
	if tree.FS, err = txtar.FS(archive); err != nil {
		return tree, nil, &Error{dir + ": " + err.Error(), ""}
	}
	libraries, err := pools.Definitions(tree)
	if err != nil {
		return tree, nil, err
	}
	found := map[string]string{}
	whole := sha256.New()
	for _, l := range libraries {
		if found[l.Name], err = l.Hash(); err != nil {
			return tree, nil, err
		}
	}
	for _, library := range slices.Sorted(maps.Keys(found)) {
		fmt.Fprintf(whole, "%s  %s\n", found[library], library)
	}
	tree.Hash = fmt.Sprintf("%x", whole.Sum(nil))
	return tree, found, nil
}

// read takes the files of all libraries below a folder.
func read(dir string) (*txtar.Archive, error) {
	archive := &txtar.Archive{}
	inside := map[string]bool{} // folders, relative, of a library or below one
	total := int64(0)
	real, err := filepath.EvalSymlinks(dir)
	if err == nil {
		var fi fs.FileInfo
		if fi, err = os.Stat(real); err == nil && !fi.IsDir() {
			err = &fs.PathError{Op: "open", Path: dir, Err: errors.New("is no folder")}
		}
	}
	if err != nil {
		return nil, plain(err)
	}
	err = filepath.WalkDir(real, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(real, file)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == ".git" || rel != "." && strings.HasPrefix(d.Name(), ".") && !inside[path.Dir(rel)] {
				return fs.SkipDir
			}
			f, err := regular.Open(filepath.Join(file, pools.DefinitionFile))
			if err == nil {
				f.Close()
			} else if !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			inside[rel] = err == nil || inside[path.Dir(rel)]
			if rel == "." && err == nil {
				return &Error{fmt.Sprintf("%s: is a library, not a folder of libraries", dir), "unicore pool add " + filepath.Dir(dir)}
			}
			return nil
		}
		if !inside[path.Dir(rel)] || d.Name() == ".git" { // a submodule's is a file
			return nil
		}
		if !d.Type().IsRegular() {
			return &fs.PathError{Op: "open", Path: file, Err: regular.ErrNot}
		}
		f, err := regular.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		text, err := io.ReadAll(io.LimitReader(f, maxBytes-total+1))
		if err != nil {
			return err
		}
		total += int64(len(text))
		if total > maxBytes || len(archive.Files) == maxFiles {
			return &Error{fmt.Sprintf("%s: is too large for a pool: it has more than %d files, or %d MiB", dir, maxFiles, maxBytes>>20), ""}
		}
		archive.Files = append(archive.Files, txtar.File{Name: filepath.ToSlash(rel), Data: text})
		return nil
	})
	return archive, plain(err)
}

// plain is an error that names a file first.
func plain(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return &Error{p.Path + ": " + p.Err.Error(), ""}
	}
	return err
}
