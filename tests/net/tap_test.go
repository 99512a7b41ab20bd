// SPDX-License-Identifier: BSD-3-Clause

package net

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"unicore/tests/harness"
)

const (
	inside = "UNICORE_TEST_NETNS" // set within the namespace: the images' paths
	tap    = "uc0"                // the emulator's
	peer   = "peer0"              // this machine's end, behind the relay
)

// TestTap makes a network namespace and runs the tests in it again, there with
// a tap and a relay. It needs root, or user namespaces and a /dev/net/tun that
// is open to all.
func TestTap(t *testing.T) {
	images := os.Getenv(inside)
	if images == "" {
		images = harness.Compile(t, []string{"-D_GNU_SOURCE"}, source) + ":" + harness.Compile(t, nil, "guest/names.c")
		if f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0); err != nil {
			harness.Lacking(t, "tap", "as root: modprobe tun; chmod 666 /dev/net/tun", "no tap: %v", err)
		} else {
			f.Close()
		}
		harness.Require(t, "ip")
	}
	if harness.Namespace(t, "tap", syscall.CLONE_NEWNET|syscall.CLONE_NEWNS, inside+"="+images, "UNICORE_BIN="+harness.Bin(t)) {
		image, client, _ := strings.Cut(images, ":")
		tapTests(t, image, client)
	}
}

func sh(t testing.TB, command string) {
	t.Helper()
	if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
}

func tapTests(t *testing.T, image, client string) {
	// a /sys that shows this namespace's interfaces
	sh(t, "mount --make-rprivate / && mount -t sysfs none /sys && ip link set lo up")
	r := newRelay(t)
	sh(t, "ip address add 10.9.0.1/24 dev "+peer+" && ip -6 address add fd00:9::1/64 dev "+peer+
		" nodad && ip link set "+peer+" up && ip link set "+tap+" up")
	go r.run()
	boot := func(t *testing.T) *service {
		s := start(t, image, "--net", "tap="+tap, "--append", "ip=10.9.0.2::10.9.0.1:255.255.255.0 ip6=fd00:9::2/64")
		s.tcp = func(port int) string { return fmt.Sprintf("10.9.0.2:%d", port) }
		return s
	}
	t.Run("names", func(t *testing.T) { names(t, client) })
	s := boot(t)
	six := func(port int) string { return fmt.Sprintf("[fd00:9::2]:%d", port) }
	t.Run("echo", func(t *testing.T) {
		for _, address := range []string{s.tcp(7), six(7)} {
			s := *s
			s.t, s.tcp = t, func(int) string { return address }
			c := s.dial(7)
			if err := echo(c, "hello over "+address); err != nil {
				t.Error(err)
			}
			c.Close()
			udpEcho(t, address)
		}
	})
	t.Run("refused", func(t *testing.T) {
		for _, address := range []string{s.tcp(1), six(1)} {
			begin := time.Now()
			if _, err := net.Dial("tcp", address); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("a closed port: %v", err)
			}
			if d := time.Since(begin); d > 2*time.Second {
				t.Errorf("refused after %v", d)
			}
		}
	})
	on := func(f func(*service)) func(*testing.T) {
		return func(t *testing.T) { c := *s; c.t = t; f(&c) }
	}
	t.Run("connections", on(func(s *service) { s.many(500, 500) }))
	t.Run("bulk", on(func(s *service) { s.upload(bulk(256 << 20)); s.download(bulk(256 << 20)) }))
	t.Run("bulk6", on(func(s *service) {
		s.tcp = six
		s.upload(bulk(64 << 20))
		s.download(bulk(64 << 20))
	}))
	t.Run("lossy", func(t *testing.T) {
		r.spoil(0.005, 0.005)
		defer r.spoil(0, 0)
		on(func(s *service) { s.upload(bulk(1 << 30)); s.download(bulk(1 << 30)) })(t)
		lost, late := r.counts()
		t.Logf("frames lost %d, delayed %d", lost, late)
		if lost == 0 || late == 0 {
			t.Error("the relay spoiled nothing")
		}
	})
	t.Run("peer-vanishes", on(vanish))
	t.Run("guest-restarts", func(t *testing.T) {
		c := s.dial(7)
		defer c.Close()
		if err := echo(c, "before"); err != nil {
			t.Fatal(err)
		}
		s.cmd.Process.Kill()
		s.cmd.Wait()
		s = boot(t)
		c.SetDeadline(time.Now().Add(30 * time.Second))
		io.WriteString(c, "after")
		if _, err := c.Read(make([]byte, 9)); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the old connection: %v, want a reset", err)
		}
		again := s.dial(7)
		if err := echo(again, "new"); err != nil {
			t.Error(err)
		}
		again.Close()
		c2 := *s
		c2.t = t
		c2.quit()
	})
}

// vanish ends a connection without a word, as a machine does that loses power;
// when the guest sends, it must learn of it and serve on.
func vanish(s *service) {
	const tcpRepair = 19
	c := s.dial(19)
	fmt.Fprintf(c, "%d\n", 1<<30)
	if _, err := io.ReadFull(c, make([]byte, 1<<20)); err != nil {
		s.t.Fatal(err)
	}
	raw, err := c.SyscallConn()
	if err != nil {
		s.t.Fatal(err)
	}
	raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpRepair, 1)
	})
	if err != nil {
		harness.Lacking(s.t, "tcp-repair", "a Linux with CONFIG_CHECKPOINT_RESTORE", "TCP_REPAIR: %v", err)
	}
	c.Close()
	again := s.dial(7)
	defer again.Close()
	if err := echo(again, "still there"); err != nil {
		s.t.Error(err)
	}
}
