// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"unicore/platforms"
	"unicore/platforms/xenbed"
)

// xenKinds are the guests that are measured, and the targets of their images.
var xenKinds = []struct{ kind, target string }{
	{"pv", "xen-x86_64"},
	{"pvh", "xen-hvm-x86_64"},
}

// xenFor links an image again for a target of Xen's and strips it.
func (b *bench) xenFor(image, target string) (string, error) {
	made := filepath.Join(b.work, filepath.Base(image)+"."+target)
	if err := quiet(b.unicore("bake", image, "--for", target, "-o", made)); err != nil {
		return "", err
	}
	stripped, _, err := b.stripped(made)
	return stripped, err
}

// A xenBed is an emulated machine with Xen, for guests one after the other.
type xenBed struct {
	*xenbed.Bed
	count int
	there map[string]string // files in dom0, by their name here
}

// startBed boots a machine.
func (b *bench) startBed(o xenbed.Options) (*xenBed, error) {
	bed, err := xenbed.Start(context.Background(), o)
	if err != nil {
		return nil, err
	}
	b.atEnd = append(b.atEnd, func() { bed.Close() })
	return &xenBed{Bed: bed, there: map[string]string{}}, nil
}

// commonBed is the machine for all that does not need one of its own.
func (b *bench) commonBed() (*xenBed, error) {
	if b.bed == nil {
		bed, err := b.startBed(xenbed.Options{Guests: 1 << 30, Files: 512 << 20, CPUs: 2})
		if err != nil {
			return nil, err
		}
		b.bed = bed
	}
	return b.bed, nil
}

// put copies a file into dom0, once.
func (x *xenBed) put(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	if to := x.there[file]; to != "" {
		return to, nil
	}
	to := fmt.Sprintf("/guest/file%d", len(x.there))
	if err := x.PutFile(context.Background(), to, file); err != nil {
		return "", err
	}
	x.there[file] = to
	return to, nil
}

// A xenGuest is a running one.
type xenGuest struct {
	mu      sync.Mutex
	console bytes.Buffer
	cancel  context.CancelFunc
	done    chan struct{}
	end     *xenbed.End
	err     error
}

// Write takes what the guest prints.
func (g *xenGuest) Write(text []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.console.Write(text)
}

func (g *xenGuest) text() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return strings.ReplaceAll(g.console.String(), "\r", "")
}

// stop ends the guest.
func (g *xenGuest) stop() {
	g.cancel()
	<-g.done
}

// xenConfig says what guest to make; files are of this machine.
type xenConfig struct {
	kind, kernel, ramdisk, words string
	memory                       int // MiB
	net                          bool
}

// start creates a guest.
func (x *xenBed) start(c xenConfig) (*xenGuest, error) {
	kernel, err := x.put(c.kernel)
	if err != nil {
		return nil, err
	}
	ramdisk, err := x.put(c.ramdisk)
	if err != nil {
		return nil, err
	}
	x.count++
	name := fmt.Sprintf("bench%d", x.count)
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	text := fmt.Sprintf("name = %q\ntype = %q\nkernel = %q\ncmdline = %s\nmemory = %d\nvcpus = 1\n",
		name, c.kind, kernel, quote(c.words), c.memory)
	if ramdisk != "" {
		text += fmt.Sprintf("ramdisk = %q\n", ramdisk)
	}
	if c.net {
		text += "vif = [\"bridge=xenbr0\"]\n"
	}
	for _, event := range []string{"poweroff", "reboot", "crash"} {
		text += fmt.Sprintf("on_%s = \"preserve\"\n", event)
	}
	ctx, cancel := context.WithCancel(context.Background())
	g := &xenGuest{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(g.done)
		g.end, g.err = x.Create(ctx, name, text, nil, g)
	}()
	return g, nil
}

// run waits until a guest's console matches what is wanted, or the guest ends,
// or the time does; then it is gone. It returns the console.
func (x *xenBed) run(c xenConfig, limit time.Duration, enough func(console string) bool) (string, error) {
	g, err := x.start(c)
	if err != nil {
		return "", err
	}
	defer g.stop()
	for end := time.Now().Add(limit); time.Now().Before(end) && !enough(g.text()); {
		select {
		case <-g.done:
			return g.text(), nil
		case <-time.After(50 * time.Millisecond):
		}
	}
	return g.text(), nil
}

// serve starts a guest with a server at an address of the bed's network.
func (x *xenBed) serve(c xenConfig, address string) (*vm, error) {
	port, err := x.Forward(platforms.Forward{Proto: "tcp", Host: netip.AddrFrom4([4]byte{127, 0, 0, 1}), To: 80}, address)
	if err != nil {
		return nil, err
	}
	g, err := x.start(c)
	if err != nil {
		return nil, err
	}
	return &vm{port: port, stop: g.stop, log: g.text}, nil
}
