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

// An option is in the C of its library and of those that see its headers; when
// it changes, these and no others are built again.
func TestBuildOptions(t *testing.T) {
	f := newFixture(t)
	f.files["main/net/x/Kconfig"] = "config NET_X_DEPTH\n\tint \"Depth\"\n\trange 1 9\n\tdefault 3\n"
	f.files["main/vfs/read.d/read.c"] += "#include <uc/config.h>\nint depth_is[CONFIG_NET_X_DEPTH == DEPTH ? 1 : -1];\n"
	f.files["main/vfs/read.d/library.toml"] += "[build]\ncflags = [\"-DDEPTH=3\"]\n"
	first := f.mustBuild()
	f.choose("CONFIG_NET_X_DEPTH=3\n")
	if same := f.mustBuild(); same.Root != first.Root {
		t.Errorf("%s is not %s", same.Root, first.Root)
	}
	f.choose("CONFIG_NET_X_DEPTH=7\n")
	if _, err := f.build(context.Background()); err == nil || !strings.Contains(err.Error(), "depth_is") {
		t.Errorf("got %v", err)
	}
	f.files["main/vfs/read.d/library.toml"] = strings.Replace(f.files["main/vfs/read.d/library.toml"], "=3", "=7", 1)
	f.log.Reset()
	f.mustBuild()
	for name, want := range map[string]bool{"vfs-read": true, "base": false, "c": false, "z": false, "platform-kvm": false} {
		if got := strings.Contains(f.log.String(), "] "+name+" "); got != want {
			t.Errorf("%s is built: %v, want %v\n%s", name, got, want, f.log)
		}
	}
	f.choose("CONFIG_NET_X_DEPTH=10\n")
	if _, err := f.build(context.Background()); err == nil || !strings.Contains(err.Error(), "NET_X_DEPTH must be from 1 to 9") {
		t.Errorf("got %v", err)
	}
	f.files["main/net/x/Kconfig"] = "config DEPTH\n\tint\n\tdefault 3\n"
	if _, err := f.build(context.Background()); err == nil || !strings.Contains(err.Error(), "main/net/x/Kconfig:1: DEPTH: an option of net-x begins with NET_X_") {
		t.Errorf("got %v", err)
	}
	f.files["main/net/x/Kconfig"] = "config NET_X_DEPTH\n\tnumber 3\n"
	if _, err := f.build(context.Background()); err == nil || !strings.Contains(err.Error(), "main/net/x/Kconfig:2:") {
		t.Errorf("got %v", err)
	}
	delete(f.files, "main/net/x/Kconfig")
	f.files["main/lib/z/Kconfig"] = "config Z_DEPTH\n\tint\n\tdefault 3\n"
	if _, err := f.build(context.Background()); err == nil || !strings.Contains(err.Error(), "main/lib/z/Kconfig: options are for kind objects, not script") {
		t.Errorf("got %v", err)
	}
}
