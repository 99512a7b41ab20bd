// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// What applications are compiled against is built once for all platforms.
func TestSharedLibraries(t *testing.T) {
	stat := func(target, name string) os.FileInfo {
		out, err := exec.Command(harness.Unicore(t), "build", target).Output()
		if err != nil {
			t.Fatal(err)
		}
		fi, err := os.Stat(filepath.Join(strings.TrimSpace(string(out)), "sysroot", name))
		if err != nil {
			t.Fatal(err)
		}
		return fi
	}
	for _, name := range []string{"usr/include/stdio.h", "usr/include/linux/fs.h", "usr/lib/libm.a", "usr/lib/libz.a", "usr/lib/libpcre2-8.a"} {
		if !os.SameFile(stat("kvm-x86_64", name), stat("xen-x86_64", name)) {
			t.Errorf("%s was built twice", name)
		}
	}
}
