// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"unicore/pools/kconfig"
	"unicore/pools/regular"
)

// A pipe would be waited for, a device read for ever, and either replaced by
// a file: they are refused, and are there afterwards.
func TestStoreRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, "config A\n\tbool \"A\"\n", dir, "Kconfig")
	c, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(dir, "pipe")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink("/dev/zero", filepath.Join(dir, "zero"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{pipe, filepath.Join(dir, "zero"), dir} {
		before, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.LoadFile(name); !errors.Is(err, regular.ErrNot) {
			t.Errorf("%s is read: %v", name, err)
		}
		if err := c.SaveFile(name); !errors.Is(err, regular.ErrNot) {
			t.Errorf("%s is written: %v", name, err)
		}
		if after, err := os.Stat(name); err != nil || after.Mode() != before.Mode() {
			t.Errorf("%s was %v, is %v: %v", name, before.Mode(), after, err)
		}
	}
}
