// SPDX-License-Identifier: BSD-3-Clause

package net

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"testing"
	"time"

	"unicore/tests/harness"
)

// TestEnd: what a program gave to the network before it ended arrives, and so
// does the end of its connection.
func TestEnd(t *testing.T) {
	image := harness.Compile(t, nil, "guest/end.c")
	for how, status := range map[string]int{"exit": 3, "close": 3, "signal": 143} {
		t.Run(how, func(t *testing.T) {
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			port := l.Addr().(*net.TCPAddr).Port
			u, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
			if err != nil {
				t.Fatal(err)
			}
			defer u.Close()
			received := make(chan error, 1)
			go func() { received <- receive(l, u) }()
			out, err := exec.Command(harness.Unicore(t), "run", image, "--", "10.0.2.2", fmt.Sprint(port), how).CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != status {
				t.Errorf("%v, want status %d\n%s", err, status, out)
			}
			select {
			case err := <-received:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(10 * time.Second):
				t.Error("not all arrives")
			}
		})
	}
}

// receive takes what guest/end.c sends.
func receive(l net.Listener, u *net.UDPConn) error {
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	data, err := io.ReadAll(c)
	if err != nil || !bytes.Equal(data, bytes.Repeat([]byte("x"), 100000)) {
		return fmt.Errorf("%d bytes and %v", len(data), err)
	}
	last := make([]byte, 10)
	if n, _, err := u.ReadFromUDP(last); err != nil || string(last[:n]) != "last" {
		return fmt.Errorf("%q, %v", last[:n], err)
	}
	return nil
}
