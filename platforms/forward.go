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

// UserAddress is what QEMU's own network gives to the first that asks: where ports lead.
const UserAddress = "10.0.2.15"

// CheckForward warns when nothing will answer at the ports: the image has no driver, whose
// library's name begins with driver, or another address.
func (o *Options) CheckForward(driver string) error {
	if len(o.Forward) == 0 {
		return nil
	}
	if len(o.Image.Libraries) > 0 && !o.Image.Has(driver) {
		fmt.Fprintf(o.Stderr, "unicore: warning: %s: has no network driver, nothing will answer\n", o.Image.Path)
	}
	for _, a := range o.Append {
		words, err := SplitWords(a)
		if err != nil {
			return err
		}
		for _, w := range words {
			if elsewhere(w) {
				fmt.Fprintf(o.Stderr, "unicore: warning: %s: -p leads to %s, where nothing will answer\n", w, UserAddress)
			}
		}
	}
	return nil
}

// elsewhere tells whether a word gives the first network device no address, or another one:
// pools/main/net/lwip/net_conf.c.
func elsewhere(word string) bool {
	value, ok := strings.CutPrefix(word, "ip=")
	field := strings.Split(value, ":")
	if !ok || len(field) > 5 && field[5] != "" && field[5] != "eth0" {
		return false
	}
	if value == "off" || value == "none" {
		return true
	}
	address, err := netip.ParseAddr(field[0])
	return err == nil && address.String() != UserAddress
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
