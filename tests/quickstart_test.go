// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"unicore/tests/harness"
)

// TestQuickstart runs the script that the README begins with: nginx's own build,
// the image through the host entry, and 10,000 requests to the booted one.
func TestQuickstart(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	cmd := exec.Command(filepath.Join(harness.Root(t), "scripts/quickstart"))
	// A folder whose name holds a blank would stop nginx's own configure.
	cmd.Env = append(os.Environ(), "PORT="+strconv.Itoa(port), "WORK="+filepath.Join(t.TempDir(), "quickstart"))
	r := harness.Exec(t, 15*time.Minute, cmd)
	if r.Status != 0 {
		t.Fatalf("exit status %d\n%s%s", r.Status, r.Console, r.Stderr)
	}
	t.Log(r.Console)
}
