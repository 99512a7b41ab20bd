// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestFolder copies a file within a folder that dom0 shares, and reads it in threads. A guest
// that has it mounted is not suspended, says why, and goes on. What was unmounted is mounted
// again, in another domain, too.
func TestFolder(t *testing.T) {
	eachAtOnce(t, "folder.c", kinds, func(t *testing.T, kind, img string) {
		share := "/tmp/share-" + kind
		data := random(10, 300001)
		if err := bed(t).Put(t.Context(), share+"/in", bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		g := startWith(t, lifeLimit, kind, img, nil, nil, setup{config: func(text string) string {
			return text + fmt.Sprintf("p9 = [\"tag=share, security_model=none, path=%s\"]\n", share)
		}})
		g.expect(t, "ready\n")
		copies := 0
		copied := func() {
			t.Helper()
			fmt.Fprintln(g.input, "copy")
			copies++
			g.expect(t, fmt.Sprintf("copied %d as %d\n", len(data), copies))
			output(t, "cmp "+share+"/in "+share+"/out && rm "+share+"/out")
		}
		copied()
		// as libxl asks, which then would wait for a minute
		output(t, "xenstore-write /local/domain/$(xl domid "+g.name+")/control/shutdown suspend")
		g.expect(t, "control/shutdown: not suspended, since device/9pfs/0 could not follow\n")
		copied()
		output(t, "touch "+share+"/out "+share+"/"+strings.Repeat("n", 200))
		fmt.Fprintln(g.input, "list")
		g.expect(t, "listed\n")
		fmt.Fprintln(g.input, "crowd")
		g.expect(t, "crowded\n")
		for range 3 {
			fmt.Fprintln(g.input, "unmount")
			g.expect(t, "unmounted\n")
			fmt.Fprintln(g.input, "mount")
			g.expect(t, "ready\n")
			copied()
		}
		fmt.Fprintln(g.input, "unmount")
		g.expect(t, "unmounted\n")
		// what was shared with the back end is no more
		g.save(t, lifeLimit)
		fmt.Fprintln(g.input, "mount")
		copied()
		fmt.Fprintln(g.input, "unmount")
		fmt.Fprintln(g.input, "end")
		if end := g.wait(t); end.Exit != "exit 0" {
			t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
		output(t, "rm -r "+share)
	})
}
