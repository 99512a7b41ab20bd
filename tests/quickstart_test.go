// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"errors"
	"io/fs"
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
	work := filepath.Join(t.TempDir(), "quick start")
	run := func(limit time.Duration) harness.Result {
		cmd := exec.Command(filepath.Join(harness.Root(t), "scripts/quickstart"))
		cmd.Env = append(os.Environ(), "PORT="+strconv.Itoa(port), "WORK="+work)
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
	t.Run("default modules", func(t *testing.T) {
		defaultModules(t, filepath.Join(work, "nginx-1.22.1/objs/nginx"), filepath.Join(work, "www"), port)
	})
	t.Run("without network", func(t *testing.T) { withoutNetwork(t, filepath.Join(work, "nginx-1.22.1")) })
}

// withoutNetwork links the nginx that was built in dir again by its own make,
// with no library of the network: that fails, names each that is missing, and
// leaves no image.
func withoutNetwork(t *testing.T, dir string) {
	image := filepath.Join(dir, "objs/nginx")
	for _, c := range []struct {
		exclude string
		named   []string
	}{
		{"net-socket net-lwip net-unix net-netlink", []string{
			"system call socket: provided by library net-socket,",
			"system call accept4: provided by library net-socket,",
			"system call sendmsg: provided by library net-socket,",
		}},
		{"net-lwip net-unix", []string{
			"uc_family_inet: net-lwip provides it,",
			"uc_family_unix: net-unix provides it,",
		}},
	} {
		if err := os.Remove(image); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		cmd := harness.Command(t, dir, "make")
		cmd.Env = append(cmd.Env, "UNICORE_EXCLUDE="+c.exclude)
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("without %s it linked", c.exclude)
		}
		for _, text := range c.named {
			if !strings.Contains(string(out), text) {
				t.Errorf("without %s: the link does not say %q\n%s", c.exclude, text, out)
			}
		}
		if _, err := os.Stat(image); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("without %s a failed link left an image (%v)", c.exclude, err)
		}
	}
	if out, err := harness.Command(t, dir, "make").CombinedOutput(); err != nil {
		t.Errorf("with them: %v\n%s", err, out)
	}
}
