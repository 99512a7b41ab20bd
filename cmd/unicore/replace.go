// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"unicore/toolchain"
)

// alone waits until no other unicore changes a selection or a list of pools in the
// folder of the file: whoever reads it after that writes what was read, changed. The
// folder is what is locked, for the file itself is another one each time. Where it
// cannot be, as on some network file systems, two at once are not noticed.
func alone(ctx context.Context, path string, waiting func()) (done func(), err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return func() {}, nil // whoever writes there says so
	}
	if err = toolchain.Lock(ctx, dir, waiting); err != nil && ctx.Err() != nil {
		dir.Close()
		return nil, err
	}
	return func() { dir.Close() }, nil
}

// replace writes the file that a path, or the link there, stands for.
func replace(path string, text []byte) error {
	path, mode, err := whereTo(path)
	if err == nil {
		if err = os.MkdirAll(filepath.Dir(path), 0o777); err == nil {
			err = toolchain.WriteFile(path, text, mode)
		}
	}
	if err != nil {
		return toolchain.PathCause(err)
	}
	return nil
}

// whereTo follows links, to where there is no file yet, too.
func whereTo(path string) (string, fs.FileMode, error) {
	for range 40 { // as many as Linux follows
		fi, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return path, 0o644, nil
		case err != nil:
			return "", 0, err
		case fi.Mode().Type() != fs.ModeSymlink:
			return path, fi.Mode().Perm(), nil
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", 0, err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", 0, &fs.PathError{Op: "write", Path: path, Err: errors.New("too many links")}
}
