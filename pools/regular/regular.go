// SPDX-License-Identifier: BSD-3-Clause

// Package regular reads files that somebody named, and nothing that only looks
// like one.
package regular

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// ErrNot tells that something else stands where a file should.
var ErrNot = errors.New("not a regular file")

// Open opens a file. Anything but a regular one is an error, as an
// *fs.PathError with ErrNot: a pipe would make the open itself wait, which no
// signal ends, and a device may have no end.
func Open(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	fi, err := f.Stat()
	if err == nil && !fi.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: ErrNot}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Read reads the whole of what Open opens.
func Read(path string) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
