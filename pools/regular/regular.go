// SPDX-License-Identifier: BSD-3-Clause

// Package regular reads files that somebody named, and nothing that only looks
// like one.
package regular

import (
	"errors"
	"fmt"
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

// most bounds what Read reads: files that people write are smaller, and one that says
// that it is larger than the memory takes no disk.
const most = 16 << 20

// Read reads the whole of what Open opens; more than 16 MiB are an error.
func Read(path string) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(text) > most {
		err = &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("it has more than %d bytes", most)}
	}
	return text, err
}
