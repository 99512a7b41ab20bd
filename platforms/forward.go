// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"

	"unicore/toolchain"
)

// Forward leads what arrives at a port of the build machine to one of the image.
type Forward struct {
	Proto string     // "tcp" or "udp"
	Host  netip.Addr // address to listen at; invalid: all IPv4 addresses
	From  uint16
	To    uint16
}

// ParseForward reads [ADDRESS:]HOST:GUEST[/udp].
func ParseForward(s string) (Forward, error) {
	f := Forward{Proto: "tcp"}
	bad := func(cause string) (Forward, error) {
		return f, toolchain.Hint(fmt.Errorf("port %q: %s", s, cause),
			"the form is [ADDRESS:]HOST:GUEST[/udp], for example 127.0.0.1:8080:80")
	}
	rest, proto, ok := strings.Cut(s, "/")
	if ok {
		f.Proto = proto
	}
	if f.Proto != "tcp" && f.Proto != "udp" {
		return bad("protocol is neither tcp nor udp")
	}
	parts := strings.Split(rest, ":")
	if len(parts) != 2 && len(parts) != 3 {
		return bad("there are not two ports")
	}
	if len(parts) == 3 {
		address, err := netip.ParseAddr(parts[0])
		if err != nil || !address.Is4() {
			return bad("the address is no IPv4 address")
		}
		f.Host = address
	}
	for i, to := range []*uint16{&f.From, &f.To} {
		n, err := strconv.ParseUint(parts[len(parts)-2+i], 10, 16)
		if err != nil || n == 0 {
			return bad("a port is a number from 1 to 65535")
		}
		*to = uint16(n)
	}
	return f, nil
}

// String returns the form that ParseForward reads.
func (f Forward) String() string {
	s := fmt.Sprintf("%d:%d", f.From, f.To)
	if f.Host.IsValid() {
		s = f.Host.String() + ":" + s
	}
	if f.Proto != "tcp" {
		s += "/" + f.Proto
	}
	return s
}

// Lead says what it does.
func (f Forward) Lead() string {
	return fmt.Sprintf("%s port %d of this machine leads to port %d of the image", f.Proto, f.From, f.To)
}

// Check fails when nothing can listen at the port of the build machine: an
// emulator would say so, too, but in the middle of its start.
func (f Forward) Check() error {
	host := ""
	if f.Host.IsValid() {
		host = f.Host.String()
	}
	at := net.JoinHostPort(host, strconv.Itoa(int(f.From)))
	var err error
	if f.Proto == "udp" {
		var c net.PacketConn
		if c, err = net.ListenPacket("udp4", at); err == nil {
			return c.Close()
		}
	} else {
		var l net.Listener
		if l, err = net.Listen("tcp4", at); err == nil {
			return l.Close()
		}
	}
	var number syscall.Errno
	if !errors.As(err, &number) {
		return fmt.Errorf("port %s: %w", f, err)
	}
	err = fmt.Errorf("port %d of this machine: %w", f.From, number)
	switch number {
	case syscall.EADDRINUSE:
		return toolchain.Hint(fmt.Errorf("port %d of this machine is in use", f.From),
			"choose another one: -p %s", Forward{f.Proto, f.Host, f.From%64000 + 1001, f.To})
	case syscall.EACCES:
		return toolchain.Hint(err, "ports below 1024 need privileges; choose another one: -p %s",
			Forward{f.Proto, f.Host, f.From + 8000, f.To})
	case syscall.EADDRNOTAVAIL:
		return toolchain.Hint(err, "%s is no address of this machine", f.Host)
	}
	return err
}
