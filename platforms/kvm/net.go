// SPDX-License-Identifier: BSD-3-Clause

package kvm

import (
	"fmt"
	"net/netip"
	"os"
	"strings"

	"unicore/toolchain"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// netDriver begins the names of the libraries that drive this platform's
// network devices.
const netDriver = "drivers-virtio-net"

// chooseNet decides which network the image gets.
func (m *machine) chooseNet() error {
	kind, name, _ := strings.Cut(m.Net, "=")
	switch kind {
	case "":
		if m.Net = "none"; len(m.Forward) > 0 || m.Image.Has(netDriver) {
			m.Net = "user"
		}
	case "user", "none":
		if m.Net != kind {
			return fmt.Errorf("--net %s: takes no value", kind)
		}
	case "tap":
		if name == "" || strings.ContainsAny(name, "/,") {
			return toolchain.Hint(fmt.Errorf("--net %s: names no interface", m.Net), "for example --net tap=tap0")
		}
		if _, err := os.Stat("/sys/class/net/" + name); err != nil && m.DryRun == nil {
			return toolchain.Hint(fmt.Errorf("network interface %s: does not exist", name),
				"as root: ip tuntap add %s mode tap user %d && ip link set %s up", name, os.Getuid(), name)
		}
	default:
		return toolchain.Hint(fmt.Errorf("--net %s: no such network", m.Net), "one of user, tap=NAME, none")
	}
	if len(m.Forward) > 0 && m.Net != "user" {
		return toolchain.Hint(fmt.Errorf("-p %s: ports are forwarded by --net user only", m.Forward[0]),
			"leave out -p, or --net %s", m.Net)
	}
	if len(m.Forward) > 0 && len(m.Image.Libraries) > 0 && !m.Image.Has(netDriver) {
		fmt.Fprintf(m.Stderr, "unicore: warning: %s: has no network driver, nothing will answer\n", m.Image.Path)
	}
	return nil
}

// netdev is the value of QEMU's -netdev.
func (m *machine) netdev() string {
	if name, ok := strings.CutPrefix(m.Net, "tap="); ok {
		return "tap,id=net0,ifname=" + name + ",script=no,downscript=no"
	}
	var b strings.Builder
	b.WriteString("user,id=net0")
	for _, f := range m.Forward {
		host := ""
		if f.Host.IsValid() {
			host = f.Host.String()
		}
		fmt.Fprintf(&b, ",hostfwd=%s:%s:%d-:%d", f.Proto, host, f.From, f.To)
	}
	return b.String()
}
