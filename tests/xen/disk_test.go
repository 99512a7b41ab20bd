// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"
	"strings"
	"testing"
)

// TestDiskBackEnd: requests of many pages, flushes and discards reach a disk's
// back end. When it goes away and comes back, nothing is lost; when it is taken
// away, what waits for it fails.
func TestDiskBackEnd(t *testing.T) {
	each(t, "disk.c", kinds, func(t *testing.T, kind, img string) {
		g := start(t, lifeLimit, kind, img, []string{"--disk", disk(t, make([]byte, 4<<20))}, nil)
		g.expect(t, "ready\n")
		vbd := "id=$(xl domid " + g.name + "); front=/local/domain/$id/device/vbd/51712; driver=/sys/bus/xen-backend/drivers/vbd; vbd=vbd-$id-51712; "
		done := 0
		do := func(what string) {
			t.Helper()
			fmt.Fprintln(g.input, what)
			done++
			g.expect(t, fmt.Sprintf("done %d\n", done))
		}
		do("write 4")
		do("discard")
		// more sectors a request than eleven pages have, which need no indirection
		output(t, vbd+`cd /sys/bus/xen-backend/devices/$vbd/statistics
			[ $(cat f_req) -gt 0 ] && [ $(cat ds_req) -gt 0 ] && [ $(cat wr_sect) -gt $((88 * $(cat wr_req))) ]
			[ $(xenstore-read $front/ring-page-order) = 2 ] && xenstore-read $front/ring-ref3`)
		// Linux crashes when its driver is exchanged while it has requests of ours,
		// which it has not soon after we were stopped.
		for _, told := range []bool{true, false} {
			fmt.Fprintln(g.input, "write 4")
			done++
			script := vbd + `requests() { cat /sys/bus/xen-backend/devices/$vbd/statistics/*_req; }
				usleep 100000; xl pause ` + g.name + `
				until was=$(requests); usleep 500000; [ "$was" = "$(requests)" ]; do :; done
				`
			resume := "xl unpause " + g.name + "\n"
			if told {
				script += `xenstore-write /local/domain/0/backend/vbd/$id/51712/state 5
					echo $vbd >$driver/unbind; ` + resume + `
					until [ $(xenstore-read $front/state) = 1 ]; do usleep 50000; done
					echo $vbd >$driver/bind`
			} else { // it is back when we look
				script += "echo $vbd >$driver/unbind; echo $vbd >$driver/bind; " + resume
			}
			output(t, script)
			g.expect(t, fmt.Sprintf("done %d\n", done))
			do("write 3")
		}
		if text := g.console.String(); strings.Contains(text, "blkfront") {
			t.Errorf("the driver complains:\n%s", text)
		}
		output(t, "xl block-detach "+g.name+" xvda")
		fmt.Fprintln(g.input, "fail")
		if end := g.wait(t); end.Exit != "exit 7" || strings.Count(g.console.String(), "was taken away") != 1 {
			t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
	})
}
