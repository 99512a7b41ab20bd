// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// TestFailsafe has Xen find a selector that it cannot load: to the application that
// is a protection fault; in a hypercall it is the end.
func TestFailsafe(t *testing.T) {
	img := harness.CompileFor(t, "xen-x86_64", nil, "guests/failsafe.c")
	for _, in := range []struct{ where, exit, console string }{
		{"application", "exit 0", "ok failsafe\n"},
		{"kernel", "panic 0", "panic: exception 13, "},
	} {
		t.Run(in.where, func(t *testing.T) {
			g := start(t, lifeLimit, "pv", img, nil, []string{in.where})
			g.expect(t, "ready\n")
			for running := true; running; {
				// A paused guest's selectors are loaded anew, which those of a waiting one
				// are not always; then an event lets it go on.
				output(t, fmt.Sprintf("xl pause %[1]s && xl unpause %[1]s; true", g.name))
				fmt.Fprintln(g.input)
				select {
				case <-g.done:
					running = false
				case <-time.After(100 * time.Millisecond):
				}
			}
			if end := g.wait(t); end.Exit != in.exit || !strings.Contains(g.console.String(), in.console) {
				t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
			}
		})
	}
}
