// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"strings"
	"testing"

	"unicore/platforms"
	"unicore/toolchain"
)

// Of an image for several platforms each one's machines can be asked for, and are named.
func TestMachines(t *testing.T) {
	var all []*platforms.Platform
	for _, name := range []string{"kvm", "xen", "xen-hvm"} {
		p, err := platforms.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	for _, c := range []struct {
		run             runCommand
		platform        string
		cause, theHints string
	}{
		{run: runCommand{Machine: "pv"}, platform: "xen"},
		{run: runCommand{Machine: "hvm", Emulate: true}, platform: "xen-hvm"},
		{run: runCommand{Machine: "q35"}, platform: "kvm"},
		{run: runCommand{Emulate: true}, platform: "xen"},
		{run: runCommand{Machine: "vax"}, platform: "kvm", cause: "--machine vax: unknown", theHints: "one of microvm, q35, pv, pvh, hvm"},
		{run: runCommand{Machine: "vax", Emulate: true}, platform: "kvm", cause: "--machine vax: unknown", theHints: "one of microvm, q35, pv, pvh, hvm"},
		{run: runCommand{Machine: "q35", Emulate: true}, platform: "kvm", cause: "--machine q35: is none of Xen's", theHints: "one of pv, pvh, hvm"},
	} {
		p := c.run.choose(all)
		err := c.run.check(p, all)
		if p.Name != c.platform || (err == nil) != (c.cause == "") {
			t.Errorf("%+v: %s, %v", c.run, p.Name, err)
		} else if err != nil && (!strings.HasPrefix(err.Error(), c.cause) || toolchain.HintOf(err) != c.theHints) {
			t.Errorf("%+v: %v, hint %q", c.run, err, toolchain.HintOf(err))
		}
	}
	if err := (&runCommand{Emulate: true}).check(all[0], all[:1]); err == nil || !strings.Contains(err.Error(), "are for Xen") {
		t.Errorf("for KVM alone: %v", err)
	}
}
