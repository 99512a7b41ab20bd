// SPDX-License-Identifier: BSD-3-Clause

package kvm

import (
	"fmt"
	"net/netip"
	"os"
	"strings"

	"unicore/platforms"
	"unicore/toolchain"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// netDriver begins the names of the libraries that drive this platform's
// network devices.
const netDriver = "drivers-virtio-net"

// chooseNet decides which network the image gets.
func (m *machine) chooseNet() error {
	n, err := platforms.ParseNet(m.Net)
	if err != nil {
		return err
	}
	switch name := n.Name; n.Kind {
	case "":
		if n.Named || n.MAC != "" {
			return toolchain.Hint(fmt.Errorf("--net %s: no such network", m.Net), "for example --net user,mac=02:00:00:00:00:01")
		}
		if n.Kind = "none"; len(m.Forward) > 0 || m.Image.Has(netDriver) {
			n.Kind = "user"
		}
	case "user", "none":
		if n.Named {
			return toolchain.Hint(fmt.Errorf("--net %s: %s takes no value", m.Net, n.Kind), "--net %s", n.Kind)
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
	m.net = n
	if len(m.Forward) > 0 && n.Kind != "user" {
		return toolchain.Hint(fmt.Errorf("-p %s: ports are forwarded by --net user only", m.Forward[0]),
			"leave out -p, or --net %s", m.Net)
	}
	return m.CheckForward(netDriver)
}

// netdev is the value of QEMU's -netdev.
func (m *machine) netdev() string {
	if m.net.Kind == "tap" {
		return "tap,id=net0,ifname=" + m.net.Name + ",script=no,downscript=no"
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
