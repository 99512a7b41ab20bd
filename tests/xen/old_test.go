// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"
	"strings"
	"testing"

	"unicore/platforms/xenbed"
	"unicore/tests/harness"
)

// TestOldXen runs guests with a disk and a network under a hypervisor that offers
// what the first ones of its interface did: one version of grant tables, small
// pages, few of everything.
func TestOldXen(t *testing.T) {
	bed(t) // so that its parts are made with a word
	b, err := xenbed.Start(t.Context(), xenbed.Options{
		XenArgs: "gnttab=max-ver:1,transitive=0 gnttab_max_frames=4 hap_1gb=0 hap_2mb=0 pcid=0 pv-linear-pt=0 pv-l1tf=0",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	program := harness.Compile(t, []string{"-pthread"}, "guests/devices.c")
	if err := b.PutFile(t.Context(), "/guest/disk", disk(t, make([]byte, 1<<20))); err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			if err := b.PutFile(t.Context(), "/guest/"+kind, image(program, kind)); err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprintf(`name = "old-%s"
type = %q
kernel = "/guest/%s"
memory = 64
vif = ["bridge=xenbr0, ip=10.0.2.63"]
disk = ["format=raw, vdev=xvda, access=rw, target=/guest/disk"]
on_poweroff = "preserve"
on_reboot = "preserve"
on_crash = "preserve"
`, kind, kind, kind)
			var out console
			end, err := b.Create(t.Context(), "old-"+kind, text, nil, &out)
			if err != nil {
				t.Fatal(err)
			}
			if end.Exit != "exit 0" || !strings.Contains(out.String(), "interface eth0\ndisk /dev/xvda of 1048576 bytes\nready\n") {
				t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &out)
			}
		})
	}
}
