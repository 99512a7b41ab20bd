// SPDX-License-Identifier: BSD-3-Clause

package net

import (
	"math/rand"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// relay carries frames between the emulator's tap, where it listens as a packet
// socket, and a tap of its own, behind which is this machine's stack. Frames
// keep their virtio header, so that checksums left to the device stay left.
type relay struct {
	packet int      // socket on tap
	own    *os.File // the file of peer
	index  int

	mu         sync.Mutex
	random     *rand.Rand
	loss, late float64
	lost, held int
}

const (
	tunSetIff     = 0x400454ca
	tunPersist    = 0x400454cb
	iffTap        = 0x0002
	iffNoPi       = 0x1000
	iffVnetHdr    = 0x4000
	packetVnetHdr = 15
	ethAll        = 0x0300 // ETH_P_ALL in network order
	outgoing      = 4      // PACKET_OUTGOING
)

func ioctl(t testing.TB, fd, request, arg uintptr) {
	t.Helper()
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, fd, request, arg); e != 0 {
		t.Fatalf("ioctl %#x: %v", request, e)
	}
}

func openTap(t testing.TB, name string) *os.File {
	t.Helper()
	fd, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	var request struct {
		name  [16]byte
		flags uint16
		pad   [22]byte
	}
	copy(request.name[:15], name)
	request.flags = iffTap | iffNoPi | iffVnetHdr
	ioctl(t, uintptr(fd), tunSetIff, uintptr(unsafe.Pointer(&request)))
	return os.NewFile(uintptr(fd), name)
}

func newRelay(t testing.TB) *relay {
	t.Helper()
	emulators := openTap(t, tap)
	ioctl(t, emulators.Fd(), tunPersist, 1)
	emulators.Close()
	// what this machine would say there by itself is no part of the test
	os.WriteFile("/proc/sys/net/ipv6/conf/"+tap+"/disable_ipv6", []byte("1"), 0)
	r := &relay{own: openTap(t, peer), random: rand.New(rand.NewSource(1))}
	var err error
	if r.packet, err = syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, ethAll); err != nil {
		t.Fatal(err)
	}
	if err := syscall.SetsockoptInt(r.packet, syscall.SOL_PACKET, packetVnetHdr, 1); err != nil {
		t.Fatal(err)
	}
	syscall.SetsockoptInt(r.packet, syscall.SOL_SOCKET, syscall.SO_RCVBUF, 8<<20)
	interfaces, err := syscall.NetlinkRIB(syscall.RTM_GETLINK, syscall.AF_UNSPEC)
	if err != nil {
		t.Fatal(err)
	}
	messages, _ := syscall.ParseNetlinkMessage(interfaces)
	for _, m := range messages {
		attrs, err := syscall.ParseNetlinkRouteAttr(&m)
		if err != nil {
			continue
		}
		for _, a := range attrs {
			if a.Attr.Type == syscall.IFLA_IFNAME && string(a.Value[:len(a.Value)-1]) == tap {
				r.index = int((*syscall.IfInfomsg)(unsafe.Pointer(&m.Data[0])).Index)
			}
		}
	}
	if err := syscall.Bind(r.packet, &syscall.SockaddrLinklayer{Protocol: ethAll, Ifindex: r.index}); err != nil {
		t.Fatal(err)
	}
	return r
}

// spoil sets which part of the frames is lost and which delayed.
func (r *relay) spoil(loss, late float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.loss, r.late = loss, late
}

func (r *relay) counts() (lost, held int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost, r.held
}

// pass hands a frame on, late or not at all if so decided.
func (r *relay) pass(frame []byte, send func([]byte)) {
	r.mu.Lock()
	drop := r.random.Float64() < r.loss
	hold := !drop && r.random.Float64() < r.late
	if drop {
		r.lost++
	}
	if hold {
		r.held++
	}
	r.mu.Unlock()
	switch {
	case drop:
	case hold:
		kept := append([]byte(nil), frame...)
		time.AfterFunc(2*time.Millisecond, func() { send(kept) })
	default:
		send(frame)
	}
}

func (r *relay) run() {
	toOwn := func(f []byte) { r.own.Write(f) }
	toTap := func(f []byte) { syscall.Write(r.packet, f) }
	go func() {
		buf := make([]byte, 1<<16)
		for {
			n, err := r.own.Read(buf)
			if err != nil {
				return
			}
			r.pass(buf[:n], toTap)
		}
	}()
	buf := make([]byte, 1<<16)
	for {
		n, from, err := syscall.Recvfrom(r.packet, buf, 0)
		if err != nil && err != syscall.EINTR && err != syscall.ENETDOWN {
			return
		}
		if ll, ok := from.(*syscall.SockaddrLinklayer); !ok || ll.Pkttype == outgoing || n <= 0 {
			continue
		}
		r.pass(buf[:n], toOwn)
	}
}
