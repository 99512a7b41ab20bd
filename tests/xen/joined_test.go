// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"context"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// bake links a program again, for another target.
func bake(t *testing.T, program, target string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "joined")
	if out, err := exec.Command(harness.Unicore(t), "bake", program, "--for", target, "-o", to).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return to
}

// TestJoined: one file boots as each kind of guest, on QEMU's machines and on
// Linux. Its threads are cancelled in calls that go through the joined stubs.
func TestJoined(t *testing.T) {
	bed(t)
	program := harness.Compile(t, []string{"-pthread"}, "../boot/thread_cancel.c")
	good := func(t *testing.T, what string, status int, console string) {
		t.Helper()
		if status != 0 || !strings.Contains(console, "ok cancel\n") {
			t.Errorf("%s: %d\n%s", what, status, console)
		}
	}
	xen := bake(t, program, "xen-x86_64+xen-hvm-x86_64")
	for _, kind := range []string{"pv", "hvm"} {
		r := run(t, lifeLimit, kind, xen, []string{"--net", "none"}, nil)
		good(t, kind, r.Status, r.Console)
	}
	all := bake(t, program, "xen-hvm-x86_64+kvm-x86_64+xen-x86_64")
	r := run(t, lifeLimit, "pv", all, []string{"--net", "none"}, nil)
	good(t, "pv of all", r.Status, r.Console)
	for _, argv := range [][]string{
		{harness.Unicore(t), "run", "--machine", "microvm", all},
		{harness.Unicore(t), "run", "--machine", "q35", all},
		{"env", "UNICORE_TEST_HOST=1", all},
	} {
		out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "ok cancel") {
			t.Errorf("%v: %v\n%s", argv, err, out)
		}
	}
	// its network, by each kernel's driver
	program = harness.Compile(t, nil, "guests/pair.c")
	served := bake(t, program, "kvm-x86_64+xen-x86_64")
	on := newIsland(t)
	g := start(t, lifeLimit, "pv", served, on.options(), []string{"serve"})
	g.expect(t, "ready\n")
	s := dial(t, g, on.ip)
	s.exchange(t, random(11, 300000))
	s.end(t)
	if end := g.wait(t); end.Exit != "exit 0" {
		t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
	}
	onQEMU(t, served, random(12, 300000))
	out, err := exec.Command(harness.Unicore(t), "run", "--print-xl", "--machine", "hvm", all).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "has no entry for a guest of kind hvm") {
		t.Errorf("%v\n%s", err, out)
	}
}

// onQEMU boots `pair serve` and has the data returned.
func onQEMU(t *testing.T, image string, data []byte) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), lifeLimit)
	defer cancel()
	var console console
	run := exec.CommandContext(ctx, harness.Unicore(t), "run", "-p", at[strings.LastIndex(at, ":")+1:]+":7000", image, "--", "serve")
	run.Stdout, run.Stderr = &console, &console
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	defer run.Wait()
	defer cancel()
	for !strings.Contains(console.String(), "ready\n") {
		if ctx.Err() != nil {
			t.Fatalf("it does not start\n%s", &console)
		}
		time.Sleep(50 * time.Millisecond)
	}
	c, err := net.Dial("tcp4", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go c.Write(data)
	back := make([]byte, len(data))
	if _, err := io.ReadFull(c, back); err != nil || !bytes.Equal(back, data) {
		t.Fatalf("other data comes back (%v)\n%s", err, &console)
	}
	c.(*net.TCPConn).CloseWrite()
	if err := run.Wait(); err != nil {
		t.Errorf("%v\n%s", err, &console)
	}
}
