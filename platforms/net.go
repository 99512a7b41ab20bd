// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"fmt"
	"net"
	"strings"

	"unicore/toolchain"
)

// Net is what an image's network device is connected to.
type Net struct {
	Kind string // "user", "tap", "bridge", "none" and so on; "" to decide by the rest
	Name string // of the interface or bridge
	MAC  string // the device's address, "" for any

	Named bool // a name was given, be it empty
}

// ParseNet reads KIND[=NAME][,mac=ADDRESS]. Which kinds there are, and what a name
// may be, the platform knows.
func ParseNet(s string) (Net, error) {
	what, options, more := strings.Cut(s, ",")
	var n Net
	n.Kind, n.Name, n.Named = strings.Cut(what, "=")
	if !more {
		return n, nil
	}
	for option := range strings.SplitSeq(options, ",") {
		value, ok := strings.CutPrefix(option, "mac=")
		if !ok {
			return n, toolchain.Hint(fmt.Errorf("--net %s: %q: no such option", s, option), "the one that there is: mac=00:16:3e:01:02:03")
		}
		mac, err := net.ParseMAC(value)
		if err != nil || len(mac) != 6 || mac.String() != strings.ToLower(value) {
			return n, toolchain.Hint(fmt.Errorf("--net %s: mac=%s: no Ethernet address", s, value), "for example mac=00:16:3e:01:02:03")
		}
		if mac[0]&1 != 0 || mac.String() == "00:00:00:00:00:00" {
			return n, toolchain.Hint(fmt.Errorf("--net %s: mac=%s: no address of one device", s, value), "for example mac=00:16:3e:01:02:03")
		}
		if n.MAC != "" {
			return n, toolchain.Hint(fmt.Errorf("--net %s: two addresses", s), "a device has one")
		}
		n.MAC = mac.String()
	}
	if n.Kind == "none" {
		return n, toolchain.Hint(fmt.Errorf("--net %s: none takes no mac", s), "leave it out")
	}
	return n, nil
}
