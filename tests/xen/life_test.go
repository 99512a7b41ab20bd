// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// lifeLimit is how long the guests below may live.
const lifeLimit = 4 * time.Minute

// each runs a test for every kind of guest, with a program of guests/.
func each(t *testing.T, source string, kinds []string, test func(t *testing.T, kind, img string)) {
	t.Helper()
	bed(t)
	program := harness.Compile(t, []string{"-pthread"}, "guests/"+source)
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) { test(t, kind, image(program, kind)) })
	}
}

// lines is how many lines the console has.
func (g *guest) lines() int { return strings.Count(g.console.String(), "\n") }

// TestLife pauses, resumes, stops and destroys guests.
func TestLife(t *testing.T) {
	each(t, "ticks.c", kinds, func(t *testing.T, kind, img string) {
		g := start(t, lifeLimit, kind, img, nil, nil)
		g.expect(t, "tick 3\n")
		output(t, "xl pause "+g.name)
		time.Sleep(time.Second) // what is on its way
		before := g.lines()
		time.Sleep(2 * time.Second)
		if after := g.lines(); after != before {
			t.Errorf("a paused guest says something: %d lines, then %d", before, after)
		}
		output(t, "xl unpause "+g.name)
		g.expect(t, fmt.Sprintf("tick %d\n", before+3))

		// The application gets SIGTERM, and ends in its own way.
		output(t, "xl shutdown -w "+g.name)
		if end := g.wait(t); end.Reason != "poweroff" || end.Exit != "exit 3" || !strings.HasSuffix(g.console.String(), "told to end\n") {
			t.Errorf("after xl shutdown: %q, %q\n%s", end.Reason, end.Exit, &g.console)
		}

		g = start(t, lifeLimit, kind, img, nil, nil)
		g.expect(t, "tick 1\n")
		output(t, "xl reboot "+g.name)
		if end := g.wait(t); end.Reason != "reboot" {
			t.Errorf("after xl reboot: %q, %q", end.Reason, end.Exit)
		}

		g = start(t, lifeLimit, kind, img, nil, nil)
		g.expect(t, "tick 1\n")
		output(t, "xl destroy "+g.name)
		if end := g.wait(t); end.Reason != "none" || end.Exit != "" {
			t.Errorf("after xl destroy: %q, %q", end.Reason, end.Exit)
		}
	})
	if out := output(t, "xl list | wc -l"); out != "2\n" {
		t.Errorf("%s lines of xl list, want 2: guests are left", out)
	}
}

// TestConsole writes to guests.
func TestConsole(t *testing.T) {
	each(t, "echo.c", append([]string{"hvm"}, kinds...), func(t *testing.T, kind, img string) {
		g := start(t, lifeLimit, kind, img, nil, []string{"a b", `"c" \d`})
		g.expect(t, "ready\n")
		if !strings.Contains(g.console.String(), "argument <a b>\nargument <\"c\" \\d>\n") {
			t.Errorf("arguments:\n%s", &g.console)
		}
		for i := range 3 {
			fmt.Fprintf(g.input, "line %d\n", i)
			g.expect(t, fmt.Sprintf("got <line %d>\n", i))
		}
		fmt.Fprint(g.input, "end\n")
		if end := g.wait(t); end.Exit != "exit 4" {
			t.Errorf("%+v", end)
		}
	})
}
