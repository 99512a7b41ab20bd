// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// random is n bytes, the same ones for the same seed.
func random(seed byte, n int) []byte {
	data := make([]byte, n)
	rand.NewChaCha8([32]byte{seed}).Read(data)
	return data
}

// disk makes a file for --disk.
func disk(t *testing.T, data []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "disk")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// checkDisk holds the beginning of the guest's first disk, as dom0 sees it,
// against data.
func checkDisk(t *testing.T, g *guest, data []byte) {
	t.Helper()
	sum := output(t, fmt.Sprintf("head -c %d /guest/%s/disk1 | sha256sum", len(data), g.name))
	if want := fmt.Sprintf("%x", sha256.Sum256(data)); !strings.HasPrefix(sum, want) {
		t.Errorf("dom0 reads other data than the guest wrote: %s, want %s", sum, want)
	}
}

// TestDisk: what a guest reads from one disk and writes to another is there.
func TestDisk(t *testing.T) {
	data := random(2, 3<<20)
	each(t, "copy.c", kinds, func(t *testing.T, kind, img string) {
		empty, full := disk(t, make([]byte, len(data))), disk(t, data)
		g := start(t, lifeLimit, kind, img, []string{"--disk", empty, "--disk", full + ":ro"}, nil)
		if end := g.wait(t); end.Exit != "exit 0" || !strings.Contains(g.console.String(), fmt.Sprintf("copied %d\n", len(data))) {
			t.Fatalf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
		checkDisk(t, g, data)
	})
}

var freeLine = regexp.MustCompile(`(?m)^free (\d+)$`)

// TestMemSet takes memory from a guest and gives it back, which then can be used.
func TestMemSet(t *testing.T) {
	const all, part = 128, 64 // MiB
	each(t, "memory.c", []string{"pvh"}, func(t *testing.T, kind, img string) {
		g := start(t, lifeLimit, kind, img, []string{"-m", fmt.Sprintf("%dM", all)}, nil)
		g.expect(t, "ready\n")
		answers := 0
		free := func(use int) int {
			t.Helper()
			fmt.Fprintln(g.input, use)
			answers++
			for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
				if m := freeLine.FindAllStringSubmatch(g.console.String(), -1); len(m) == answers {
					n, err := strconv.Atoi(m[answers-1][1])
					if err != nil {
						t.Fatal(err)
					}
					return n
				}
			}
			t.Fatalf("no answer\n%s", &g.console)
			return 0
		}
		set := func(size int, good func(n int) bool) int {
			t.Helper()
			output(t, fmt.Sprintf("xl mem-set %s %d", g.name, size))
			n := free(0)
			for until := time.Now().Add(time.Minute); !good(n); n = free(0) {
				if time.Now().After(until) {
					t.Fatalf("of %d MiB, %d are free in the guest", size, n)
				}
				time.Sleep(100 * time.Millisecond)
			}
			return n
		}
		const near = 4 // MiB that the guest may use in between
		first := free(0)
		less := set(part, func(n int) bool { return n <= first-(all-part)+near })
		if less < first-(all-part)-near {
			t.Errorf("%d MiB were taken, %d are gone", all-part, first-less)
		}
		free(less - 2*near)
		set(all, func(n int) bool { return n >= first-near })
		free(first - 2*near)
		output(t, "xl destroy "+g.name)
		g.wait(t)
	})
}

// island makes a bridge that leads nowhere but to dom0: the emulator's network
// resets connections that it sees while one of their ends is away.
func island(t *testing.T) (options []string, ip string) {
	t.Helper()
	output(t, "brctl addbr island && ip addr add 10.9.0.1/24 dev island && ip link set island up")
	t.Cleanup(func() {
		if _, err := bed(t).Output(context.Background(), "ip link set island down && brctl delbr island"); err != nil {
			t.Error(err)
		}
	})
	return []string{"--append", "ip=10.9.0.2::10.9.0.1:255.255.255.0", "--net", "bridge=island"}, "10.9.0.2"
}

// stream is a connection from dom0 to a guest that returns what it gets.
type stream struct {
	guest *guest
	to    *io.PipeWriter
	from  *io.PipeReader
	sent  []byte
}

// dial connects to `pair serve`.
func dial(t *testing.T, g *guest, ip string) *stream {
	t.Helper()
	in, to := io.Pipe()
	from, out := io.Pipe()
	ctx, cancel := context.WithTimeout(t.Context(), lifeLimit)
	t.Cleanup(func() {
		cancel()
		to.Close()
		from.Close()
	})
	go func() {
		err := bed(t).Run(ctx, "until ping -c 1 -W 1 "+ip+" >/dev/null; do :; done; exec nc "+ip+" 7000", in, out)
		in.CloseWithError(io.ErrClosedPipe)
		out.CloseWithError(err)
	}()
	return &stream{guest: g, to: to, from: from}
}

// exchange sends data and waits for it to come back.
func (s *stream) exchange(t *testing.T, data []byte) {
	t.Helper()
	s.sent = append(s.sent, data...)
	written := make(chan error, 1)
	go func() {
		_, err := s.to.Write(data)
		written <- err
	}()
	back := make([]byte, len(data))
	n, err := io.ReadFull(s.from, back)
	if err != nil {
		t.Fatalf("%d bytes of %d come back, at last %q: %v\n%s", n, len(data), back[max(0, n-100):n], err, &s.guest.console)
	}
	if err := <-written; err != nil || !bytes.Equal(back, data) {
		t.Fatalf("other data comes back (%v)", err)
	}
}

// end closes the connection, after which nothing may come.
func (s *stream) end(t *testing.T) {
	t.Helper()
	s.to.Close()
	if n, err := s.from.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("the connection does not end as it should: %v", err)
	}
}

// backEnd is dom0's shell script that takes a guest's network back end away and
// brings it again. Announced, as the toolstack does it; or not: then the new
// driver may find a front end that has seen nothing of it.
func backEnd(name string, announced bool) string {
	await, announce := "sleep 1", ""
	if announced {
		announce = "xenstore-write $back/state 5"
		// it may be ready for the next one already
		await = "until [ $(xenstore-read $front/state) != 4 ]; do usleep 50000; done; [ ! -e /sys/class/net/vif$id.0 ] || exit 1; sleep 1"
	}
	return `
		id=$(xl domid ` + name + `)
		front=/local/domain/$id/device/vif/0
		back=/local/domain/0/backend/vif/$id/0
		driver=/sys/bus/xen-backend/drivers/vif
		await() { until [ "$(xenstore-read $1/state)" = $2 ]; do usleep 50000; done; }
		` + announce + `
		echo vif-$id-0 >$driver/unbind
		` + await + `
		echo vif-$id-0 >$driver/bind
		until [ -e /sys/class/net/vif$id.0 ]; do usleep 50000; done
		XENBUS_PATH=$back vif=vif$id.0 /etc/xen/scripts/vif-bridge online
		await $back 4
		await $front 4`
}

// TestBackEndLeaves takes a guest's network back end away and brings it again,
// several times. The connection that was open goes on.
func TestBackEndLeaves(t *testing.T) {
	each(t, "pair.c", kinds, func(t *testing.T, kind, img string) {
		options, ip := island(t)
		g := start(t, lifeLimit, kind, img, options, []string{"serve"})
		g.expect(t, "ready\n")
		s := dial(t, g, ip)
		for round := range byte(4) {
			s.exchange(t, random(3+round, 300000))
			script := backEnd(g.name, round < 2)
			if round == 3 { // too fast for the guest to see all of it
				script = strings.Replace(script, "sleep 1", "", 1)
			}
			output(t, script)
		}
		s.exchange(t, random(7, 300000))
		s.end(t)
		if end := g.wait(t); end.Exit != "exit 0" {
			t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
		if text := g.console.String(); strings.Contains(text, "netfront") {
			t.Errorf("the driver complains:\n%s", text)
		}
	})
}

// TestSaveDevices: a guest that was saved and restored finds its disk and its
// network again, and goes on with its connection.
func TestSaveDevices(t *testing.T) {
	each(t, "pair.c", kinds, func(t *testing.T, kind, img string) {
		options, ip := island(t)
		g := start(t, lifeLimit, kind, img, append(options, "--disk", disk(t, make([]byte, 1<<20))), []string{"serve"})
		g.expect(t, "ready\n")
		s := dial(t, g, ip)
		s.exchange(t, random(6, 300000))
		saved := "/guest/" + g.name + "/saved"
		output(t, "xl save "+g.name+" "+saved)
		if end := g.wait(t); end.Reason != "suspend" {
			t.Fatalf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
		ended := make(chan error, 1)
		go func() {
			end, err := bed(t).Restore(t.Context(), g.name, saved, nil, &g.console)
			if err == nil && end.Exit != "exit 0" {
				err = fmt.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
			}
			ended <- err
		}()
		s.exchange(t, random(7, 300000))
		s.end(t)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		checkDisk(t, g, s.sent)
	})
}
