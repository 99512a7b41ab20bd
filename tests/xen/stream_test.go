// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// streamed is how many bytes each connection of TestStream carries.
const streamed = 4 << 20

// TestStream sends a file to a guest and gets it from there, over IPv4 and over
// IPv6, in few large frames, by one queue and by two: not one byte is another.
// The log says what it took.
func TestStream(t *testing.T) {
	data := random(8, streamed)
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "file"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := bed(t).PutFile(t.Context(), "/stream/file", filepath.Join(root, "file")); err != nil {
		t.Fatal(err)
	}
	output(t, "httpd -p 8080 -h /stream")
	defer output(t, "killall httpd; rm -r /stream")
	// most: frames in each direction, 0: any number
	stream := func(t *testing.T, kind, img, word, check string, most int) {
		on := newIsland(t)
		options := append(on.options(), "--append", "ip6="+on.ip6, "--append", word, "-m", "128M", "--rootfs", root)
		g := start(t, lifeLimit, kind, img, options, []string{"/file"})
		g.expect(t, "ready\n")
		for _, at := range []string{on.ip, on.ip6} {
			output(t, "until ping -c 1 -W 1 "+at+" >/dev/null; do :; done")
			vif := "vif=/sys/class/net/vif$(xl domid " + g.name + ").0; "
			// the frames that dom0 sent to the guest and got from it
			frames := func() (to, from int) {
				if _, err := fmt.Sscan(output(t, vif+"cat $vif/statistics/tx_packets $vif/statistics/rx_packets"), &to, &from); err != nil {
					t.Fatal(err)
				}
				return to, from
			}
			before := output(t, "xl list")
			to, _ := frames()
			output(t, "echo -n t | nc "+at+" 7000")
			toNow, from := frames()
			between := output(t, "xl list")
			output(t, "echo -n g | nc "+at+" 7000 | cmp - /stream/file")
			if at == on.ip { // the guest may not be there much longer after the last one
				_, fromNow := frames()
				t.Logf("%d frames to the guest, %d from it", toNow-to, fromNow-from)
				if to, from := toNow-to, fromNow-from; most > 0 && (to > most || from > most) {
					t.Errorf("%d bytes took %d frames to the guest and %d from it", streamed, to, from)
				}
				output(t, vif+"front=/local/domain/$(xl domid "+g.name+")/device/vif/0; "+check)
			}
			t.Log("time of domains before, between and after\n" + before + between + output(t, "xl list"))
		}
		if end := g.wait(t); end.Exit != "exit 0" {
			t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
		t.Log(&g.console)
	}
	each(t, "stream.c", kinds, func(t *testing.T, kind, img string) {
		stream(t, kind, img, "netfront.queues=1", "[ ! -e $vif/queues/tx-1 ] && xenstore-read $front/tx-ring-ref", streamed/1460/2)
	})
	const queues = "/sys/module/xen_netback/parameters/max_queues"
	before := output(t, "cat "+queues+"; echo 2 >"+queues)
	defer output(t, "echo "+strings.TrimSpace(before)+" >"+queues)
	each(t, "stream.c", []string{"pv"}, func(t *testing.T, kind, img string) {
		stream(t, kind, img, "netfront.queues=2", "[ -e $vif/queues/tx-1 ] && xenstore-read $front/queue-1/tx-ring-ref", 0)
	})
}
