// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"unicore/platforms"
	"unicore/platforms/xenbed"
	"unicore/tests/harness"
)

// guest is one in the bed.
type guest struct {
	name    string
	console console
	input   io.WriteCloser
	done    chan struct{}
	end     *xenbed.End
	err     error
}

var (
	guests atomic.Int32
	// places bounds how many guests run at once: the machine has two CPUs.
	places   = make(chan struct{}, 2)
	pathLine = regexp.MustCompile(`(?m)^(kernel|ramdisk) = "(.*)"$`)
	diskPath = regexp.MustCompile(`target=([^"]*)"`)
)

// image is what one compile made for a kind of guest.
func image(name, kind string) string {
	if kind == "pv" {
		return name
	}
	return name + ".xen-hvm-x86_64"
}

// config is what `unicore run --print-xl` writes, with the files that it names
// put into dom0. Its working folder is tests.
func config(t *testing.T, name, kind, img string, options, args []string) string {
	t.Helper()
	argv := append([]string{"run", "--print-xl", "--machine", kind, img}, options...)
	if len(args) > 0 {
		argv = append(append(argv, "--"), args...)
	}
	cmd := exec.Command(harness.Unicore(t), argv...)
	cmd.Dir = ".."
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		t.Fatalf("unicore %s: %v\n%s", strings.Join(argv, " "), err, &complaint)
	}
	text := regexp.MustCompile(`(?m)^(on_[a-z]+) = .*$`).ReplaceAllString(out.String(), `$1 = "preserve"`)
	text = regexp.MustCompile(`(?m)^name = .*$`).ReplaceAllString(text, `name = "`+name+`"`)
	text = strings.Replace(text, `bridge=`, `mac=`+mac(name)+`, bridge=`, 1)
	put := func(what, file string) string {
		to := "/guest/" + name + "/" + what
		if err := bed(t).PutFile(t.Context(), to, file); err != nil {
			t.Fatal(err)
		}
		return to
	}
	text = pathLine.ReplaceAllStringFunc(text, func(line string) string {
		m := pathLine.FindStringSubmatch(line)
		return m[1] + ` = "` + put(m[1], m[2]) + `"`
	})
	n := 0
	return diskPath.ReplaceAllStringFunc(text, func(s string) string {
		n++
		return "target=" + put(fmt.Sprintf("disk%d", n), diskPath.FindStringSubmatch(s)[1]) + `"`
	})
}

// mac is an address for a guest's network card. The emulator's DHCP server never
// forgets whom it gave one of its 16 leases, so guests that do not live at once share
// their cards' addresses.
func mac(name string) string {
	n, _ := strconv.Atoi(strings.TrimPrefix(name, "g"))
	return fmt.Sprintf("00:16:3e:00:00:%02x", n%12)
}

// start creates a guest, which lives until it ends, or the test or its time do.
func start(t *testing.T, limit time.Duration, kind, img string, options, args []string) *guest {
	t.Helper()
	return startWith(t, limit, kind, img, options, args, setup{})
}

// setup is what is done to a guest before it runs.
type setup struct {
	config func(text string) string // its configuration; may be nil
	// A script of dom0, run while the guest is paused: $id is its number, $front
	// its folder of front ends, $back that of its back ends in dom0.
	script string
}

const paths = `front=/local/domain/$id/device back=/local/domain/0/backend
`

// startWith is start with a setup.
func startWith(t *testing.T, limit time.Duration, kind, img string, options, args []string, s setup) *guest {
	t.Helper()
	g := &guest{name: fmt.Sprintf("g%d", guests.Add(1))}
	text := config(t, g.name, kind, img, options, args)
	if s.config != nil {
		text = s.config(text)
	}
	create := bed(t).Create
	if s.script != "" {
		create = bed(t).CreatePaused
	}
	t.Cleanup(func() {
		if _, err := bed(t).Output(context.Background(), "rm -rf /guest/"+g.name); err != nil {
			t.Error(err)
		}
	})
	g.live(t, limit, func(ctx context.Context, in io.Reader) (*xenbed.End, error) {
		return create(ctx, g.name, text, in, &g.console)
	})
	if s.script != "" {
		g.paused(t)
		output(t, "id=$(xl domid "+g.name+")\n"+paths+s.script+"\nxl unpause "+g.name)
	}
	return g
}

// paused waits until the guest is made and does not run.
func (g *guest) paused(t *testing.T) {
	t.Helper()
	for {
		// xl says who is running after all devices are there
		out, err := bed(t).Output(t.Context(), `xl list `+g.name+` | grep -q ' --p--- ' &&
			grep -q 'Waiting for domain' /run/guest/`+g.name+`/log && echo made`)
		if err == nil && out == "made\n" {
			return
		}
		select {
		case <-g.done:
			t.Fatalf("%s was not made: %v", g.name, g.err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// live follows a guest's life, or the next part of it.
func (g *guest) live(t *testing.T, limit time.Duration, run func(ctx context.Context, in io.Reader) (*xenbed.End, error)) {
	in, input := io.Pipe()
	done := make(chan struct{})
	g.input, g.done = input, done
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	go func() {
		defer close(done)
		g.end, g.err = run(ctx, in)
		in.Close()
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
}

// saving is held by who has a saved guest in dom0's memory.
var saving sync.Mutex

// save saves a guest, which ends by that, and restores it in another domain,
// which runs then.
func (g *guest) save(t *testing.T, limit time.Duration) {
	t.Helper()
	saving.Lock()
	defer saving.Unlock()
	file := "/guest/" + g.name + "/saved"
	output(t, "xl save "+g.name+" "+file)
	if end := g.wait(t); end.Reason != "suspend" {
		t.Fatalf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
	}
	g.live(t, limit, func(ctx context.Context, in io.Reader) (*xenbed.End, error) {
		return bed(t).Restore(ctx, g.name, file, in, &g.console)
	})
	for {
		_, err := bed(t).Output(t.Context(), "xl list "+g.name+" | tail -n 1 | grep -q ' [r-][b-]-[s-]-- ' && rm "+file)
		if err == nil {
			return
		}
		select {
		case <-g.done:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// wait waits for the guest's end.
func (g *guest) wait(t *testing.T) *xenbed.End {
	t.Helper()
	<-g.done
	if g.err != nil {
		t.Fatalf("%s: %v\nconsole:\n%s", g.name, g.err, &g.console)
	}
	return g.end
}

// expect waits until the console has a text.
func (g *guest) expect(t *testing.T, text string) {
	t.Helper()
	for !strings.Contains(g.console.String(), text) {
		select {
		case <-g.done:
			if strings.Contains(g.console.String(), text) {
				return
			}
			t.Fatalf("%s ended (%v, %+v) without %q on its console:\n%s", g.name, g.err, g.end, text, &g.console)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// run runs a guest to its end.
func run(t *testing.T, limit time.Duration, kind, img string, options, args []string) harness.Result {
	t.Helper()
	places <- struct{}{}
	defer func() { <-places }()
	return start(t, limit, kind, img, options, args).result(t)
}

// result waits for a guest's end.
func (g *guest) result(t *testing.T) harness.Result {
	t.Helper()
	end := g.wait(t)
	status, ok := platforms.ExitStatus(end.Exit)
	if !ok {
		status = -1
	}
	more := ""
	if !ok { // the hypervisor knows of triple faults
		more, _ = bed(t).Output(t.Context(), "xl dmesg | tail -n 40")
	}
	return harness.Result{Status: status, Console: g.console.String(), Stderr: end.Reason + " " + end.Exit + "\n" + end.Log + "\n" + more}
}
