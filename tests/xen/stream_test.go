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
	stream := func(t *testing.T, kind, img, word, check string) {
		options, ip := island(t)
		output(t, "ip addr add fd00::1/64 dev island; echo 0 >/proc/sys/net/ipv6/conf/island/accept_dad")
		options = append(options, "--append", "ip6=fd00::2", "--append", word, "-m", "128M", "--rootfs", root)
		g := start(t, lifeLimit, kind, img, options, []string{"/file"})
		g.expect(t, "ready\n")
		for _, at := range []string{ip, "fd00::2"} {
			output(t, "until ping -c 1 -W 1 "+at+" >/dev/null; do :; done")
			before := output(t, "xl list")
			output(t, "echo -n t | nc "+at+" 7000")
			between := output(t, "xl list")
			output(t, "echo -n g | nc "+at+" 7000 | cmp - /stream/file")
			script := "id=$(xl domid " + g.name + "); front=/local/domain/$id/device/vif/0; vif=/sys/class/net/vif$id.0; "
			if at == ip { // the guest may not be there much longer after the last one
				output(t, script+check)
			}
			t.Log("time of domains before, between and after\n" + before + between + output(t, "xl list"))
		}
		if end := g.wait(t); end.Exit != "exit 0" {
			t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
		t.Log(&g.console)
	}
	each(t, "stream.c", kinds, func(t *testing.T, kind, img string) {
		// far from one a segment of 1460 bytes and one an acknowledgement
		few := fmt.Sprintf("[ $(cat $vif/statistics/tx_packets) -lt %[1]d ] && [ $(cat $vif/statistics/rx_packets) -lt %[1]d ]",
			streamed/1460/2)
		stream(t, kind, img, "netfront.queues=1", few+" && [ ! -e $vif/queues/tx-1 ] && xenstore-read $front/tx-ring-ref")
	})
	const most = "/sys/module/xen_netback/parameters/max_queues"
	before := output(t, "cat "+most+"; echo 2 >"+most)
	defer output(t, "echo "+strings.TrimSpace(before)+" >"+most)
	each(t, "stream.c", []string{"pv"}, func(t *testing.T, kind, img string) {
		stream(t, kind, img, "netfront.queues=2", "[ -e $vif/queues/tx-1 ] && xenstore-read $front/queue-1/tx-ring-ref")
	})
}
