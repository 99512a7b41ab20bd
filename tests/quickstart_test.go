// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// TestQuickstart runs the script that the README begins with: nginx's own build,
// the image through the host entry, and 10,000 requests to the booted one, in a
// folder with a blank in its name.
func TestQuickstart(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	run := func(limit time.Duration) harness.Result {
		cmd := exec.Command(filepath.Join(harness.Root(t), "scripts/quickstart"))
		cmd.Env = append(os.Environ(), "PORT="+strconv.Itoa(port), "WORK="+filepath.Join(t.TempDir(), "quick start"))
		return harness.Exec(t, limit, cmd)
	}
	// A port in use is told before anything is built.
	r := run(10 * time.Second)
	if r.Status != 1 || r.Console != "" || !strings.Contains(r.Stderr, "is in use\nhint: PORT=") {
		t.Errorf("port in use: exit status %d\n%s%s", r.Status, r.Console, r.Stderr)
	}
	l.Close()
	r = run(15 * time.Minute)
	if r.Status != 0 {
		t.Fatalf("exit status %d\n%s%s", r.Status, r.Console, r.Stderr)
	}
	t.Log(r.Console)
}
