// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"

	"unicore/pools/regular"
)

// LoadFile is LoadConfig of a file of the operating system.
func (c *Config) LoadFile(name string) ([]Finding, error) {
	data, err := regular.Read(name)
	if err != nil {
		return nil, err
	}
	return c.LoadConfig(name, data), nil
}

// SaveFile writes .config to a file of the operating system: beside it, then
// renamed, so that there is always a whole one. A file that says the same
// already is left alone. What a link points to is written, not the link.
func (c *Config) SaveFile(name string) error {
	var b bytes.Buffer
	if err := c.WriteConfig(&b); err != nil {
		return err
	}
	if to, err := filepath.EvalSymlinks(name); err == nil {
		name = to
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() { // a device would be no device any more
			return &fs.PathError{Op: "write", Path: name, Err: regular.ErrNot}
		}
		mode = info.Mode().Perm()
		if old, err := regular.Read(name); err == nil && bytes.Equal(old, b.Bytes()) {
			return nil
		}
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b.Bytes())
	if e := f.Chmod(mode); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}
