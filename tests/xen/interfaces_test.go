// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// dmesg is output, with Xen's messages of before thrown away.
func dmesg(t *testing.T, script string) string {
	t.Helper()
	return output(t, "xl dmesg -c >/dev/null; "+script)
}

// TestEvents: a guest is told of events by queues, unless its command line says
// that it is to be by bits; Xen's own list of its channels shows what it is.
func TestEvents(t *testing.T) {
	// a queue's link, or none, is printed in place of the number of a selector
	forms := map[string]string{"fifo": `\[\d/\d/[ B] *(-|\d+) *\]`, "2l": `\[\d/\d/\d\]`}
	each(t, "ticks.c", kinds, func(t *testing.T, kind, img string) {
		for word, form := range forms {
			g := start(t, lifeLimit, kind, img, []string{"--append", "xen.events=" + word}, nil)
			g.expect(t, "tick 3\n")
			list := dmesg(t, "xl debug-keys e; xl dmesg; echo domain $(xl domid "+g.name+")")
			id := list[strings.LastIndex(list, "domain ")+len("domain "):]
			_, list, _ = strings.Cut(list, fmt.Sprintf("Event channel information for domain %s:", strings.TrimSpace(id)))
			list, _, _ = strings.Cut(list, "Event channel information")
			all := regexp.MustCompile(`\[\d/\d/.*?\]`).FindAllString(list, -1)
			mine := regexp.MustCompile(form).FindAllString(list, -1)
			if len(all) < 3 || len(mine) != len(all) {
				t.Errorf("%s: %d channels, %d of them so:\n%s", word, len(all), len(mine), list)
			}
			output(t, "xl shutdown -w "+g.name)
			if end := g.wait(t); end.Exit != "exit 3" {
				t.Errorf("%s: %q, %q\n%s", word, end.Reason, end.Exit, &g.console)
			}
		}
	})
}

// TestGrants: a guest whose command line says so has a grant table of version 2,
// through which its network and its disk work.
func TestGrants(t *testing.T) {
	each(t, "pair.c", kinds, func(t *testing.T, kind, img string) {
		on := newIsland(t)
		options := append(on.options(), "--append", "xen.grants=2", "--disk", disk(t, make([]byte, 1<<20)))
		g := start(t, lifeLimit, kind, img, options, []string{"serve"})
		g.expect(t, "ready\n")
		s := dial(t, g, on.ip)
		s.exchange(t, random(9, 300000))
		list := dmesg(t, "xl debug-keys g; xl dmesg | grep \"grant-table for remote d$(xl domid "+g.name+") \"")
		if !strings.Contains(list, "(v2)") {
			t.Error(list)
		}
		s.end(t)
		if end := g.wait(t); end.Exit != "exit 0" {
			t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
		checkDisk(t, g, s.sent)
	})
}
