// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unicore/pools/selection"
)

// choose sets the fixture's answers.
func (f *fixture) choose(text string) {
	f.t.Helper()
	var err error
	if f.Selection, err = selection.ParseFile("unicore.config", []byte(text)); err != nil {
		f.t.Fatal(err)
	}
}

// A selection that says what is so anyhow makes the same SDK; without a library
// only what follows from the list is made anew, and its system calls are known
// to be its own.
func TestBuildSelection(t *testing.T) {
	f := newFixture(t)
	all := f.mustBuild()
	f.choose("CONFIG_LIB_VFS_READ=y\n")
	if same := f.mustBuild(); same.Root != all.Root {
		t.Errorf("%s is not %s", same.Root, all.Root)
	}
	f.choose("# CONFIG_LIB_VFS_READ is not set\n# CONFIG_LIB_Z is not set\n")
	f.log.Reset()
	less := f.mustBuild()
	if log := f.log.String(); !strings.Contains(log, "[1/2] generated") {
		t.Errorf("built: %s", log)
	}
	for name, want := range map[string]bool{"sysroot/usr/lib/libz.a": false, "sysroot/usr/lib/libc.a": true,
		"sysroot/usr/lib/unicore/libvfs-read.a": false, "sysroot/usr/lib/unicore/libnet-x.a": true} {
		if exists(filepath.Join(less.Root, name)) != want {
			t.Errorf("%s: want %v", name, want)
		}
	}
	index, err := os.ReadFile(filepath.Join(less.Share(), "symbols.idx"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(index), "uc_sys_read vfs-read unselected\n") {
		t.Errorf("symbols.idx:\n%s", index)
	}
	if text, err := archiveSymbols(filepath.Join(less.Kernel(), "libmembers.a")); err != nil || strings.Join(text, " ") != "uc_members_disk uc_members_empty" {
		t.Errorf("classes: %v %v", text, err)
	}
	f.choose("# CONFIG_LIB_NET_X is not set\n")
	if _, err := f.build(context.Background()); err == nil || !strings.Contains(err.Error(), "net-x is off, but vfs-read needs it") {
		t.Errorf("got %v", err)
	}
}

// A script's result must be the same whatever is selected: it is run with all
// that there is. What it does not need for that is not built.
func TestBuildScriptsWithAll(t *testing.T) {
	f := newFixture(t)
	built := func(name string) bool {
		found, err := filepath.Glob(filepath.Join(f.Store, "lib", name+"-*"))
		return err == nil && len(found) > 0
	}
	f.choose("# CONFIG_LIB_VFS_READ is not set\n# CONFIG_LIB_Z is not set\n")
	f.mustBuild()
	if built("vfs-read") || built("z") {
		t.Errorf("built without need:\n%s", f.log)
	}
	f.choose("# CONFIG_LIB_VFS_READ is not set\n")
	sdk := f.mustBuild()
	if !built("vfs-read") || !exists(filepath.Join(sdk.Lib(), "libz.a")) || exists(filepath.Join(sdk.Kernel(), "libvfs-read.a")) {
		t.Errorf("built:\n%s", f.log)
	}
	f.nothingHalfMade()
}
