// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"unicore/platforms/xenbed"
)

// A bad device has one thing wrong in the xenstore.
type badDevice struct {
	script string // how it comes about: $f is the front end's folder, $b the back end's
	want   string // what the console says about it, behind its path
}

// A fake back end is a folder of dom0's that no driver looks at. It is ready for
// a front end, and as a disk's connected when the front end is. Its arguments
// are nodes, with @ for the folder, and values.
const fake = `
fake() {
	b=/local/domain/0/backend/fake/$id/$n
	set -- $(echo "$@" | sed "s|@|$b/|g")
	xenstore-write -- $b/state 2 $f/backend $b "$@"
	xenstore-chmod -r $b n0 r$id
}
fakedisk() {
	fakes="$fakes $n"
	fake "$@"
}
`

// connect answers the front ends of fake disks, which come in their order, and lets
// go of those that do.
const connect = `
for n in $fakes; do
	until [ "$(xenstore-read $front/vbd/$n/state)" = 3 ]; do usleep 100000; done
	xenstore-write /local/domain/0/backend/fake/$id/$n/state 4
	while [ "$(xenstore-read $front/vbd/$n/state)" -le 4 ]; do usleep 100000; done
	xenstore-write /local/domain/0/backend/fake/$id/$n/state 6
done </dev/null >/dev/null 2>&1 &
`

var badVifs = []badDevice{
	{`xenstore-rm $f/mac`, "cannot be used: mac is missing"},
	{`xenstore-write $f/mac 00:16:3e:00:00`, "cannot be used: mac makes no sense"},
	{`xenstore-write $f/mac 01:16:3e:00:00:01`, "cannot be used: mac makes no sense"},
	{`xenstore-write -- $f/backend-id -1`, "cannot be used: backend-id makes no sense"},
	{`xenstore-write $f/backend-id 32752`, "cannot be used: backend-id makes no sense"},
	{`xenstore-rm $f/backend`, "cannot be used: backend is missing"},
	{`xenstore-write $f/backend /local/domain/0/` + strings.Repeat("x", 200), "cannot be used: backend makes no sense"},
	{`xenstore-write $b/state maybe`, "cannot be used: the back end does not answer (its state is 0)"},
	{`fake`, "cannot be used: feature-rx-copy is not offered by the back end"},
	{`fake @feature-rx-copy -1`, "feature-rx-copy of the back end is no number from 0 to 1 (ignored)"},
}

var badDisks = []badDevice{
	{`fakedisk @sector-size 512`, "cannot be used: sectors makes no sense"},
	{`fakedisk @sectors -1`, "sectors of the back end is no number from 0 to 18014398509481983 (ignored)"},
	{`fakedisk @sectors 18446744073709551616`, "sectors of the back end is no number from 0 to 18014398509481983 (ignored)"},
	{`fakedisk @sectors 0`, "cannot be used: sectors makes no sense"},
	{`fakedisk @sectors 8 @sector-size 0`, "cannot be used: sector-size makes no sense"},
	{`fakedisk @sectors 8 @sector-size 513`, "cannot be used: sector-size makes no sense"},
	{`fakedisk @sectors 8 @sector-size 1048576`, "sector-size of the back end is no number from 0 to 4096 (ignored)"},
	{`xenstore-write $f/backend-id x`, "cannot be used: backend-id makes no sense"},
}

// spoil makes the script that gives each device of a class its fault.
func spoil(class string, ids []int, bad []badDevice) string {
	var s strings.Builder
	for i, d := range bad {
		fmt.Fprintf(&s, "n=%d f=$front/%s/%d b=$back/%s/$id/%d\n%s\n", ids[i], class, ids[i], class, ids[i], d.script)
	}
	return s.String()
}

// TestMalformedDevices: each device that says nonsense is refused with one line
// that names it and the cause, and the one that does not is used.
func TestMalformedDevices(t *testing.T) {
	var vifs, disks []int
	for i := range badVifs {
		vifs = append(vifs, i)
	}
	for i := range badDisks {
		disks = append(disks, 202<<8|i<<4)
	}
	each(t, "devices.c", kinds[:1], func(t *testing.T, kind, img string) {
		var options []string
		for range len(badDisks) + 1 {
			options = append(options, "--disk", disk(t, make([]byte, 1<<20)))
		}
		options = append(options, "--net", "bridge=xenbr0", "--append", "ip=10.0.2.60")
		more := func(text string) string {
			const vif = `bridge=xenbr0"`
			return strings.Replace(text, vif, vif+strings.Repeat(`, "`+vif, len(badVifs)), 1)
		}
		g := startWith(t, lifeLimit, kind, img, options, nil,
			setup{config: more, script: fake + spoil("vif", vifs, badVifs) + spoil("vbd", disks, badDisks) + connect})
		end := g.wait(t)
		console := g.console.String()
		if end.Exit != "exit 0" {
			t.Errorf("%q, %q", end.Reason, end.Exit)
		}
		about := func(class string, id int, want string) {
			line := fmt.Sprintf("unicore: device/%s/%d: %s\n", class, id, want)
			if n := strings.Count(console, line); n != 1 {
				t.Errorf("%d times on the console: %q", n, line)
			}
		}
		for i, d := range badVifs {
			about("vif", vifs[i], d.want)
		}
		for i, d := range badDisks {
			about("vbd", disks[i], d.want)
		}
		good := fmt.Sprintf("disk /dev/xvd%c of 1048576 bytes\n", 'a'+len(badDisks))
		if n := len(regexp.MustCompile(`(?m)^interface eth`).FindAllString(console, -1)); n != 1 || !strings.Contains(console, good) {
			t.Errorf("%d network interfaces; and is there %q?", n, good)
		}
		// sector-size as if it were not there
		if n := strings.Count(console, "\ndisk "); n != 2 {
			t.Errorf("%d disks, not 2", n)
		}
		if t.Failed() {
			t.Logf("console:\n%s", console)
		}
	})
}

// TestNonsenseLater: a back end whose state becomes nonsense is not used any more,
// and the guest goes on.
func TestNonsenseLater(t *testing.T) {
	each(t, "devices.c", kinds[:1], func(t *testing.T, kind, img string) {
		g := start(t, lifeLimit, kind, img, []string{"--disk", disk(t, make([]byte, 1<<20)), "--net", "bridge=xenbr0", "--append", "ip=10.0.2.61"},
			[]string{"wait"})
		g.expect(t, "ready\n")
		output(t, "id=$(xl domid "+g.name+")\n"+paths+`
			xenstore-write -- $back/vif/$id/0/state -7
			xenstore-write $back/vbd/$id/51712/state 18446744073709551620`)
		const gone = ": the state of the back end makes no sense; it counts as gone\n"
		g.expect(t, "device/vif/0"+gone)
		g.expect(t, "device/vbd/51712"+gone)
		g.expect(t, "device/vbd/51712: the back end was taken away; it is not used any more\n")
		fmt.Fprintln(g.input)
		if end := g.wait(t); end.Exit != "exit 0" || !strings.Contains(g.console.String(), "read: I/O error\n") {
			t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
		}
	})
}

// TestLacking: what a configuration lacks is said, by xl or by the guest, and the
// guest goes on where it can.
func TestLacking(t *testing.T) {
	each(t, "devices.c", kinds, func(t *testing.T, kind, img string) {
		g := start(t, lifeLimit, kind, img, []string{"--net", "none", "--append", "ip=10.0.2.62"}, nil)
		end := g.wait(t)
		console := g.console.String()
		if end.Exit != "exit 0" || !strings.Contains(console, "unicore: ip=: there is no network device for '10.0.2.62'\n") || strings.Contains(console, "disk") {
			t.Errorf("without devices: %q, %q\n%s", end.Reason, end.Exit, console)
		}
		less := func(text string) string {
			return regexp.MustCompile(`(?m)^memory = .*$`).ReplaceAllString(text, "memory = 2")
		}
		g = startWith(t, lifeLimit, kind, img, nil, nil, setup{config: less})
		if <-g.done; !errors.Is(g.err, xenbed.ErrNotCreated) || !strings.Contains(g.err.Error(), "Out of memory") {
			t.Errorf("without memory: %v, %+v", g.err, g.end)
		}
	})
}
