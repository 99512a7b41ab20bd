// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// LoadFile is LoadConfig of a file of the operating system.
func (c *Config) LoadFile(name string) ([]Finding, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFileBytes {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("it is no plain file of at most %d bytes", maxFileBytes)}
	}
	data, err := os.ReadFile(name)
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
		mode = info.Mode().Perm()
		if old, err := os.ReadFile(name); info.Mode().IsRegular() && err == nil && bytes.Equal(old, b.Bytes()) {
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
