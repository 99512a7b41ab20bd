// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// lifeLimit is how long the guests below may live.
const lifeLimit = 6 * time.Minute

// each runs a test for every kind of guest, with a program of guests/.
func each(t *testing.T, source string, kinds []string, test func(t *testing.T, kind, img string)) {
	t.Helper()
	bed(t)
	program := harness.Compile(t, []string{"-pthread"}, "guests/"+source)
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) { test(t, kind, image(program, kind)) })
	}
}

// eachAtOnce is each, for as many kinds at a time as there are places.
func eachAtOnce(t *testing.T, source string, kinds []string, test func(t *testing.T, kind, img string)) {
	t.Helper()
	each(t, source, kinds, func(t *testing.T, kind, img string) {
		atOnce(t)
		test(t, kind, img)
	})
}

// atOnce lets a test run beside others, when it has a place.
func atOnce(t *testing.T) {
	t.Helper()
	t.Parallel()
	places <- struct{}{}
	t.Cleanup(func() { <-places })
}

// lines is how many lines the console has.
func (g *guest) lines() int { return strings.Count(g.console.String(), "\n") }

// TestLife pauses, resumes, stops and destroys guests.
func TestLife(t *testing.T) {
	t.Cleanup(func() {
		if out, err := bed(t).Output(context.Background(), "xl list | wc -l"); out != "2\n" {
			t.Errorf("%s lines of xl list (%v), want 2: guests are left", out, err)
		}
	})
	eachAtOnce(t, "ticks.c", all, func(t *testing.T, kind, img string) {
		g := start(t, lifeLimit, kind, img, nil, nil)
		g.expect(t, "tick 3\n")
		cpus := "1\n" // the emulator's CPU 0 may not run it: dom0/init of the bed
		if kind == "pv" {
			cpus = "all\n"
		}
		if got := output(t, "xl vcpu-list "+g.name+" | awk 'NR > 1 { print $7 }'"); got != cpus {
			t.Errorf("it may run on CPUs %q, want %q", got, cpus)
		}
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
}

// TestReasons ends guests in the ways that there are: what the toolstack hears,
// and what is in the record.
func TestReasons(t *testing.T) {
	for _, how := range []struct{ name, script, reason, exit, console string }{
		{"sysrq o", "xl sysrq %s o", "poweroff", "exit 0", ""},
		{"sysrq b", "xl sysrq %s b", "reboot", "reboot 0", ""},
		{"sysrq c", "xl sysrq %s c", "crash", "panic 0", "panic: sysrq: a crash was asked for\n"},
		{"nmi", "xl trigger %s nmi", "crash", "panic 0", "panic: NMI"},
		{"signal", "", "poweroff", "signal 11", "\nbacktrace:\n"},
	} {
		t.Run(how.name, func(t *testing.T) {
			eachAtOnce(t, "ticks.c", all, func(t *testing.T, kind, img string) {
				var args []string
				if how.script == "" {
					args = []string{"fault"}
				}
				g := start(t, lifeLimit, kind, img, nil, args)
				g.expect(t, "tick 2\n")
				if how.script != "" {
					output(t, fmt.Sprintf(how.script, g.name))
				}
				end := g.wait(t)
				if end.Reason != how.reason || end.Exit != how.exit || !strings.Contains(g.console.String(), how.console) {
					t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
				}
			})
		})
	}
}

// TestReboot lets the toolstack start a guest again.
func TestReboot(t *testing.T) {
	eachAtOnce(t, "ticks.c", all, func(t *testing.T, kind, img string) {
		restart := setup{config: func(text string) string {
			return strings.Replace(text, `on_reboot = "preserve"`, `on_reboot = "restart"`, 1)
		}}
		g := startWith(t, lifeLimit, kind, img, nil, nil, restart)
		g.expect(t, "tick 1\n")
		// The pipe that is its log has no reader the second time.
		output(t, `
			log=/var/log/xen/console/guest-`+g.name+`.log
			rm $log
			xl reboot `+g.name+`
			until grep -q 'tick 2' $log 2>/dev/null; do usleep 100000; done
			xl destroy `+g.name+`
			rm $log`)
		if end := g.wait(t); !strings.Contains(end.Log, "reason code 1") {
			t.Errorf("%q\n%s", end.Reason, end.Log)
		}
	})
}

// TestConsole writes to guests.
func TestConsole(t *testing.T) {
	each(t, "echo.c", all, func(t *testing.T, kind, img string) {
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
