// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"
	"strings"
	"testing"
)

// parameters is the node that a second command line stands in.
const parameters = "/local/domain/$id/vm-data/unicore/cmdline"

// TestParameters gives guests parameters by their configuration and by the
// xenstore, together and each alone, good ones and bad ones.
func TestParameters(t *testing.T) {
	long := strings.Repeat("x", 900)
	cases := []struct {
		name, line, script string
		want               []string // the console, without what not below says
		not                string
	}{
		{
			name:   "both",
			line:   `NAME_A=1 NAME_B=2`,
			script: `xenstore-write ` + parameters + ` 'NAME_B=3 "NAME_C=4 5" -- y "z z"'`,
			want:   []string{"argument <x>", "argument <y>", "argument <z z>", "variable <NAME_A=1>", "variable <NAME_B=3>", "variable <NAME_C=4 5>"},
			not:    "NAME_B=2",
		},
		{
			name:   "long", // more than a PV guest's configuration can say
			script: fmt.Sprintf(`xenstore-write %s 'NAME_A=%s NAME_B=%s NAME_C=%s'`, parameters, long, long, long),
			want:   []string{"variable <NAME_A=" + long + ">", "variable <NAME_B=" + long + ">", "variable <NAME_C=" + long + ">"},
		},
		{
			name: "too long", // Xen's tools write no longer one
			script: fmt.Sprintf(`xenstore-write %s NAME_A=1
				! xenstore-write %s "NAME_A=%s" || exit 1`, parameters, parameters, strings.Repeat(long, 5)),
			want: []string{"variable <NAME_A=1>"},
		},
		{
			name:   "no text",
			script: `xenstore-write ` + parameters + ` 'NAME_A=1\x01'`,
			want:   []string{"vm-data/unicore/cmdline: is not text (ignored)", "argument <x>"},
			not:    "NAME_A",
		},
		{
			name:   "unreadable",
			script: `xenstore-write ` + parameters + ` NAME_A=1; xenstore-chmod ` + parameters + ` n0`,
			want:   []string{"vm-data/unicore/cmdline: cannot be read: error 13 (ignored)", "argument <x>"},
			not:    "NAME_A",
		},
		{
			name:   "empty",
			script: `xenstore-write ` + parameters + ` ''`,
			want:   []string{"argument <x>"},
			not:    "vm-data",
		},
	}
	each(t, "param.c", kinds, func(t *testing.T, kind, img string) {
		for i, c := range cases {
			if i > 0 && kind != kinds[0] {
				continue // the first one shows that it works there, too
			}
			t.Run(c.name, func(t *testing.T) {
				var options []string
				if c.line != "" {
					options = []string{"--append", c.line}
				}
				g := startWith(t, lifeLimit, kind, img, options, []string{"x"}, setup{script: c.script})
				end := g.wait(t)
				console := g.console.String()
				if end.Exit != "exit 0" {
					t.Errorf("%q, %q", end.Reason, end.Exit)
				}
				for _, w := range c.want {
					if !strings.Contains(console, w) {
						t.Errorf("the console lacks %q:\n%s", w, console)
					}
				}
				if c.not != "" && strings.Contains(console, c.not) {
					t.Errorf("the console has %q:\n%s", c.not, console)
				}
			})
		}
	})
}

// TestCommandLineCut: libxl cuts a PV guest's command line; the guest says so.
func TestCommandLineCut(t *testing.T) {
	each(t, "param.c", []string{"pv"}, func(t *testing.T, kind, img string) {
		longer := func(text string) string {
			return strings.Replace(text, `cmdline = "`, `cmdline = "NAME_A=`+strings.Repeat("x", 1100)+` `, 1)
		}
		g := startWith(t, lifeLimit, kind, img, nil, nil, setup{config: longer})
		end := g.wait(t)
		if console := g.console.String(); end.Exit != "exit 0" || !strings.Contains(console, "unicore: command line: a PV guest gets 1023 bytes, the rest is lost") {
			t.Errorf("%q, %q\n%s", end.Reason, end.Exit, console)
		}
	})
}

// TestAddress: what `ip=` of a vif says is the guest's address, unless its own
// command line has one; what is no address is refused, and DHCP asked.
func TestAddress(t *testing.T) {
	for i, c := range []struct{ name, vif, line, want string }{
		{"chosen", "ip=10.0.2.77 255.255.255.0 10.0.2.2", "", "address 10.0.2.77\n"},
		{"prefix", "ip=10.0.2.78/24", "", "address 10.0.2.78\n"},
		{"command line first", "ip=10.0.2.77", "ip=10.0.2.79::10.0.2.2:255.255.255.0", "address 10.0.2.79\n"},
		{"malformed", "ip=10.0.2.777", "", "its ip is not ADDRESS[/BITS] [MASK] [GATEWAY] (ignored)\naddress 10.0.2."},
	} {
		on := kinds
		if i > 0 {
			on = kinds[:1]
		}
		t.Run(c.name, func(t *testing.T) {
			each(t, "pair.c", on, func(t *testing.T, kind, img string) {
				options := []string{"--net", "bridge=xenbr0"}
				if c.line != "" {
					options = append(options, "--append", c.line)
				}
				vif := func(text string) string {
					return strings.Replace(text, `bridge=xenbr0"`, `bridge=xenbr0, `+c.vif+`"`, 1)
				}
				g := startWith(t, lifeLimit, kind, img, options, []string{"address"}, setup{config: vif})
				if end := g.wait(t); end.Exit != "exit 0" || !strings.Contains(g.console.String(), c.want) {
					t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
				}
			})
		})
	}
}
