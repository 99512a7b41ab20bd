// SPDX-License-Identifier: BSD-3-Clause

package net

import (
	"encoding/binary"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// names runs guest/names.c on the tap, with this machine as the server of its
// addresses and names.
func names(t *testing.T, image string) {
	sh(t, "ip route add 239.0.0.0/8 dev "+peer)
	d := newDNS(t)
	serveDHCP(t)
	members := [2]net.PacketConn{listenGroup(t, "udp4", "239.255.9.9"), listenGroup(t, "udp6", "ff15::99")}
	stop := sendGroups(t, members)
	s := start(t, image, "--net", "tap="+tap, "--append", "ip6=fd00:9::2/64")
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("the guest: %v", err)
	}
	stop()
	s.console.Lock()
	console := s.console.String()
	s.console.Unlock()
	rest := strings.ReplaceAll(console, "\r", "")
	for _, line := range []string{
		"one.test: 10.9.0.1",
		"one.test: fd00:9::1",
		"alias.test: 10.9.0.1",
		"alias.test: fd00:9::1",
		"none.test: no such name",
		"late.test: 10.9.0.3",
		"10.9.0.1 is one.test",
		"resolv.conf nameserver 10.9.0.1",
		"eth0 index 2 link 52:54:00:12:34:56 multicast",
		"eth0 10.9.0.77/24 10.9.0.255",
		"ping socket 10.9.0.1",
		"ping raw 10.9.0.1",
		"ping socket fd00:9::1",
		"ping raw fd00:9::1",
		"port 9 of 10.9.0.1: Connection refused",
		"port 9 of fd00:9::1: Connection refused",
		"239.255.9.9: from the test",
		"239.255.9.9: left",
		"ff15::99: from the test",
		"ff15::99: left",
		"done",
	} {
		_, after, ok := strings.Cut("\n"+rest, "\n"+line+"\n")
		if !ok {
			t.Errorf("the guest did not print %q (after what it printed before)", line)
			continue
		}
		rest = after
	}
	if d.lost.Load() == 0 {
		t.Error("no query was repeated")
	}
	for i, c := range members {
		buf := make([]byte, 100)
		c.SetReadDeadline(time.Now().Add(time.Second))
		for {
			n, from, err := c.ReadFrom(buf)
			if err != nil {
				t.Errorf("group %d: nothing of the guest's came: %v", i, err)
				break
			}
			if string(buf[:n]) == "guest" && from.(*net.UDPAddr).Port == 5000 {
				break
			}
		}
	}
	if t.Failed() {
		t.Logf("console:\n%s", console)
	}
}

func listenGroup(t *testing.T, network, group string) net.PacketConn {
	t.Helper()
	ifi, err := net.InterfaceByName(peer)
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.ListenMulticastUDP(network, ifi, &net.UDPAddr{IP: net.ParseIP(group), Port: 5000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// sendGroups sends to both groups until the function that it returns is called.
func sendGroups(t *testing.T, members [2]net.PacketConn) func() {
	done, ended := make(chan bool), make(chan bool)
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
			members[0].WriteTo([]byte("from the test"), &net.UDPAddr{IP: net.ParseIP("239.255.9.9"), Port: 5000})
			members[1].WriteTo([]byte("from the test"), &net.UDPAddr{IP: net.ParseIP("ff15::99"), Port: 5000, Zone: peer})
		}
	}()
	return func() { close(done); <-ended }
}

// dns answers for the zone "test" on 10.9.0.1. The first query for late.test is
// lost.
type dns struct {
	lost atomic.Int32
}

const (
	typeA     = 1
	typeCNAME = 5
	typePTR   = 12
	typeAAAA  = 28
	nxdomain  = 3
)

func newDNS(t *testing.T) *dns {
	t.Helper()
	c, err := net.ListenPacket("udp4", "10.9.0.1:53")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	d := &dns{}
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := c.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := d.answer(buf[:n]); answer != nil {
				c.WriteTo(answer, from)
			}
		}
	}()
	return d
}

func labels(name string) []byte {
	var b []byte
	for _, l := range strings.Split(name, ".") {
		b = append(append(b, byte(len(l))), l...)
	}
	return append(b, 0)
}

// answer builds the reply to one query (RFC 1035, section 4), or nil.
func (d *dns) answer(q []byte) []byte {
	if len(q) < 12 || q[2]&0x80 != 0 || binary.BigEndian.Uint16(q[4:]) != 1 {
		return nil
	}
	var parts []string
	at := 12
	for at < len(q) && q[at] != 0 {
		end := at + 1 + int(q[at])
		if end > len(q) {
			return nil
		}
		parts = append(parts, string(q[at+1:end]))
		at = end
	}
	if at+5 > len(q) {
		return nil
	}
	name, kind := strings.Join(parts, "."), binary.BigEndian.Uint16(q[at+1:])
	r := append([]byte(nil), q[:at+5]...)
	r[2], r[3] = 0x84, 0x80 // an authoritative answer, recursion is available
	copy(r[6:12], make([]byte, 6))
	add := func(owner string, kind uint16, data []byte) {
		r = append(r, labels(owner)...)
		r = binary.BigEndian.AppendUint16(r, kind)
		r = append(r, 0, 1, 0, 0, 0, 60)
		r = binary.BigEndian.AppendUint16(r, uint16(len(data)))
		r = append(r, data...)
		r[7]++
	}
	if name == "alias.test" {
		add(name, typeCNAME, labels("one.test"))
		name = "one.test"
	}
	switch {
	case name == "late.test" && d.lost.Add(1) == 1:
		return nil
	case name == "one.test" && kind == typeA:
		add(name, kind, net.ParseIP("10.9.0.1").To4())
	case name == "one.test" && kind == typeAAAA:
		add(name, kind, net.ParseIP("fd00:9::1"))
	case name == "late.test" && kind == typeA:
		add(name, kind, net.ParseIP("10.9.0.3").To4())
	case name == "1.0.9.10.in-addr.arpa" && kind == typePTR:
		add(name, kind, labels("one.test"))
	case name != "one.test" && name != "late.test":
		r[3] |= nxdomain
	}
	return r
}

// serveDHCP gives the guest 10.9.0.77 (RFC 2131), this machine as its router
// and name server.
func serveDHCP(t *testing.T) {
	t.Helper()
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		c.Control(func(fd uintptr) {
			if err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_BROADCAST, 1); err == nil {
				err = syscall.BindToDevice(int(fd), peer)
			}
		})
		return err
	}}
	c, err := lc.ListenPacket(t.Context(), "udp4", "0.0.0.0:67")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, _, err := c.ReadFrom(buf)
			if err != nil {
				return
			}
			if offer := lease(buf[:n]); offer != nil {
				c.WriteTo(offer, &net.UDPAddr{IP: net.IPv4bcast, Port: 68})
			}
		}
	}()
}

// lease answers a DISCOVER by an OFFER and a REQUEST by an ACK.
func lease(q []byte) []byte {
	const fixed, cookie = 236, "\x63\x82\x53\x63"
	if len(q) < fixed+4 || q[0] != 1 || string(q[fixed:fixed+4]) != cookie {
		return nil
	}
	kind := byte(0)
	for o := q[fixed+4:]; len(o) >= 2 && o[0] != 255 && len(o) >= 2+int(o[1]); {
		if o[0] == 0 {
			o = o[1:]
			continue
		}
		if o[0] == 53 && o[1] == 1 {
			kind = o[2]
		}
		o = o[2+o[1]:]
	}
	answers := map[byte]byte{1: 2, 3: 5}
	if answers[kind] == 0 {
		return nil
	}
	r := append([]byte(nil), q[:fixed+4]...)
	r[0] = 2
	copy(r[16:20], []byte{10, 9, 0, 77})
	r = append(r, 53, 1, answers[kind])
	r = append(r, 54, 4, 10, 9, 0, 1)
	r = append(r, 51, 4, 0, 0, 14, 16)
	r = append(r, 1, 4, 255, 255, 255, 0)
	r = append(r, 3, 4, 10, 9, 0, 1)
	r = append(r, 6, 4, 10, 9, 0, 1)
	return append(r, 255)
}
