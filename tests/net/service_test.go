// SPDX-License-Identifier: BSD-3-Clause

package net

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"unicore/tests/harness"
)

const source = "guest/service.c"

// service is a running image.
type service struct {
	t       testing.TB
	cmd     *exec.Cmd
	tcp     func(port int) string // guest port to host address
	console *console
}

// console collects what the guest prints.
type console struct {
	sync.Mutex
	strings.Builder
}

// start boots the image and waits until it serves.
func start(t testing.TB, image string, options ...string) *service {
	t.Helper()
	argv := append(append([]string{"run"}, options...), image)
	s := &service{t: t, cmd: exec.Command(harness.Unicore(t), argv...), console: &console{}}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Stderr = s.cmd.Stdout
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			s.console.Lock()
			fmt.Fprintln(s.console, lines.Text())
			s.console.Unlock()
			if strings.TrimSpace(lines.Text()) == "ready" {
				ready <- true
			}
		}
		close(ready)
	}()
	t.Cleanup(func() {
		s.cmd.Process.Signal(syscall.SIGTERM)
		s.cmd.Wait()
		if t.Failed() {
			s.console.Lock()
			t.Logf("console:\n%s", s.console)
			s.console.Unlock()
		}
	})
	select {
	case ok := <-ready:
		if !ok {
			t.Fatal("the image ended before it served")
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the image does not serve")
	}
	return s
}

func (s *service) dial(port int) *net.TCPConn {
	s.t.Helper()
	var err error
	// the user network forwards before the guest has its address
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var c net.Conn
		if c, err = net.DialTimeout("tcp", s.tcp(port), 10*time.Second); err == nil {
			return c.(*net.TCPConn)
		}
	}
	s.t.Fatalf("port %d: %v", port, err)
	return nil
}

// echo sends data and expects it back.
func echo(c net.Conn, data string) error {
	c.SetDeadline(time.Now().Add(60 * time.Second))
	if _, err := io.WriteString(c, data); err != nil {
		return err
	}
	buf := make([]byte, len(data))
	if _, err := io.ReadFull(c, buf); err != nil {
		return err
	}
	if string(buf) != data {
		return errors.New("other data came back")
	}
	return nil
}

// stream is the data that both ends know, see guest/service.c.
type stream struct {
	n    uint64
	hash uint64
}

func newStream() *stream { return &stream{hash: 0xcbf29ce484222325} }

func (s *stream) add(p []byte) {
	for ; len(p) >= 8; p = p[8:] {
		s.hash = (s.hash ^ binary.LittleEndian.Uint64(p)) * 0x100000001b3
		s.n += 8
	}
	if len(p) > 0 {
		panic("not whole words")
	}
}

func (s *stream) String() string { return fmt.Sprintf("%d %016x", s.n, s.hash) }

func fill(p []byte, from uint64) {
	for i := 0; i < len(p); i += 8 {
		binary.LittleEndian.PutUint64(p[i:], (from+uint64(i))/8*0x9e3779b97f4a7c15)
	}
}

// upload sends total bytes to the guest, which answers with what it got.
func (s *service) upload(total uint64) {
	s.t.Helper()
	c := s.dial(9)
	defer c.Close()
	sent, buf := newStream(), make([]byte, 1<<16)
	begin := time.Now()
	for sent.n < total {
		fill(buf, sent.n)
		c.SetDeadline(time.Now().Add(60 * time.Second))
		if _, err := c.Write(buf); err != nil {
			s.t.Fatalf("after %d bytes: %v", sent.n, err)
		}
		sent.add(buf)
	}
	c.CloseWrite()
	c.SetDeadline(time.Now().Add(120 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil {
		s.t.Fatal(err)
	}
	if got := strings.TrimSpace(string(answer)); got != sent.String() {
		s.t.Errorf("the guest got %s, sent were %s", got, sent)
	}
	s.t.Logf("to the guest: %s, %.1f MB/s", sent, float64(total)/1e6/time.Since(begin).Seconds())
}

// download receives total bytes, which the guest makes.
func (s *service) download(total uint64) {
	s.t.Helper()
	c := s.dial(19)
	defer c.Close()
	fmt.Fprintf(c, "%d\n", total)
	got, want, buf, must := newStream(), newStream(), make([]byte, 1<<16), make([]byte, 1<<16)
	begin := time.Now()
	for got.n < total {
		c.SetDeadline(time.Now().Add(60 * time.Second))
		n, err := io.ReadFull(c, buf)
		if n%8 != 0 || n == 0 {
			s.t.Fatalf("after %d bytes: %v", got.n, err)
		}
		got.add(buf[:n])
		fill(must[:n], want.n)
		want.add(must[:n])
	}
	if n, err := c.Read(buf); n != 0 || err != io.EOF {
		s.t.Errorf("after the end: %d bytes, %v", n, err)
	}
	if got.n != total || *got != *want {
		s.t.Errorf("got %s, want %s", got, want)
	}
	s.t.Logf("from the guest: %s, %.1f MB/s", got, float64(total)/1e6/time.Since(begin).Seconds())
}

// many opens count connections, uses each while all are open, and closes them.
func (s *service) many(count, parallel int) {
	s.t.Helper()
	conns := make([]*net.TCPConn, count)
	errs := make(chan error, count)
	each := func(f func(i int) error) {
		s.t.Helper()
		slots := make(chan bool, parallel)
		for i := range conns {
			slots <- true
			go func() { errs <- f(i); <-slots }()
		}
		for range conns {
			if err := <-errs; err != nil {
				s.t.Fatal(err)
			}
		}
	}
	each(func(i int) error {
		c, err := net.DialTimeout("tcp", s.tcp(7), 60*time.Second)
		if err != nil {
			return err
		}
		conns[i] = c.(*net.TCPConn)
		return echo(c, "connected")
	})
	for round := range 3 {
		each(func(i int) error { return echo(conns[i], fmt.Sprintf("%d of connection %d", round, i)) })
	}
	for _, c := range conns {
		c.Close()
	}
}

// quit lets the program exit with status 42, which must be the command's.
func (s *service) quit() {
	s.t.Helper()
	fmt.Fprintln(s.dial(99), 42)
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 42 {
			s.t.Errorf("the run ended with %v, want status 42", err)
		}
	case <-time.After(20 * time.Second):
		s.t.Error("the guest does not end")
	}
}

func bulk(long uint64) uint64 {
	if testing.Short() {
		return 32 << 20
	}
	return long
}

// freePort returns a port of this machine that is free for TCP and UDP.
func freePort(t testing.TB) int {
	t.Helper()
	for range 20 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		u, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.1:%d", port))
		l.Close()
		if err == nil {
			u.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func TestUserNetwork(t *testing.T) {
	image := harness.Compile(t, []string{"-D_GNU_SOURCE"}, source)
	for _, machine := range []string{"microvm", "q35"} {
		t.Run(machine, func(t *testing.T) {
			ports := map[int]int{}
			options := []string{"--machine", machine}
			for _, guest := range []int{7, 9, 19, 99, 1} {
				ports[guest] = freePort(t)
				options = append(options, "-p", fmt.Sprintf("127.0.0.1:%d:%d", ports[guest], guest))
			}
			options = append(options, "-p", fmt.Sprintf("127.0.0.1:%d:7/udp", ports[7]))
			s := start(t, image, options...)
			s.tcp = func(port int) string { return fmt.Sprintf("127.0.0.1:%d", ports[port]) }
			c := s.dial(7)
			if err := echo(c, "hello"); err != nil {
				t.Error(err)
			}
			c.Close()
			udpEcho(t, s.tcp(7))
			s.upload(bulk(128 << 20))
			s.download(bulk(128 << 20))
			// One after the other: the forwarder's queue has one place, and on a
			// busy machine those that found it full were reset later.
			s.many(100, 1)
			/* nobody listens: the forwarder takes the connection and ends it */
			if c, err := net.Dial("tcp", s.tcp(1)); err == nil {
				c.SetDeadline(time.Now().Add(10 * time.Second))
				if n, err := c.Read(make([]byte, 1)); n != 0 || errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("closed port: %d bytes, %v", n, err)
				}
				c.Close()
			}
			s.quit()
		})
	}
}

func udpEcho(t testing.TB, address string) {
	t.Helper()
	c, err := net.Dial("udp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, size := range []int{1, 1000, 1472, 1473, 9000} {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(i * size)
		}
		buf, ok := make([]byte, 1<<16), false
		for try := 0; try < 20 && !ok; try++ { // datagrams may be lost
			c.SetDeadline(time.Now().Add(500 * time.Millisecond))
			c.Write(data)
			n, err := c.Read(buf)
			ok = err == nil && string(buf[:n]) == string(data)
		}
		if !ok {
			t.Errorf("a datagram of %d bytes does not come back", size)
		}
	}
}
