// SPDX-License-Identifier: BSD-3-Clause

package harness

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// ext2 has mke2fs make a file system that holds what tests/choices/programs/ext2.c looks for.
func ext2(t testing.TB, file string, block int) {
	t.Helper()
	files := `set -e
mkdir -p dir/sub many
echo hello >small
chmod 640 small
ln small hard
: >empty
echo deep >dir/sub/deep
ln -s small fast
ln -s "$(printf '%0100d' 0)/../small" slow
for i in $(seq 500); do echo $i >many/name$i; done
seq -f %015.0f 0 62499 >big
printf end | dd of=sparse bs=1 seek=100000000 2>/dev/null
touch -d @1234567890 small
`
	make := exec.Command("sh", "-c", files)
	make.Dir = filepath.Join(t.TempDir(), "files")
	if err := os.Mkdir(make.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := make.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	mke2fs := "mke2fs"
	if _, err := exec.LookPath(mke2fs); err != nil {
		mke2fs = "/sbin/mke2fs" // not in the path of who is not root
	}
	out, err := exec.Command(mke2fs, "-q", "-t", "ext2", "-b", strconv.Itoa(block), "-d", make.Dir, file, "8M").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
