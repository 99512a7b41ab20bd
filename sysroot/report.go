// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Reporter is told how a build goes. Its methods may be called from several
// goroutines.
type Reporter interface {
	// Total says how many steps there will be.
	Total(steps int)
	// Begin starts a step; the function that it returns ends it.
	Begin(name string) func(err error)
	// Note is something worth saying beside the steps.
	Note(format string, args ...any)
	// Output is what a compiler or build script printed, shown to those
	// who asked for details.
	Output(name, text string)
}

type silent struct{}

func (silent) Total(int)                {}
func (silent) Begin(string) func(error) { return func(error) {} }
func (silent) Note(string, ...any)      {}
func (silent) Output(string, string)    {}

// NewReporter writes lines to w, or on a terminal one status line. With
// verbose the output of compilers and scripts is shown as well.
func NewReporter(w io.Writer, terminal, verbose bool) Reporter {
	r := &textReporter{w: w, terminal: terminal, verbose: verbose, running: map[string]time.Time{}}
	return r
}

type textReporter struct {
	mu                sync.Mutex
	w                 io.Writer
	terminal, verbose bool
	total, done       int
	order             []string
	running           map[string]time.Time
	shown             bool
	tick              *time.Timer
}

func (r *textReporter) Total(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total, r.done = n, 0
}

func (r *textReporter) Begin(name string) func(error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	start := time.Now()
	r.running[name] = start
	r.order = append(r.order, name)
	r.status()
	return func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.running, name)
		for i, n := range r.order {
			if n == name {
				r.order = append(r.order[:i], r.order[i+1:]...)
				break
			}
		}
		if err == nil {
			r.done++
			if !r.terminal {
				fmt.Fprintf(r.w, "[%d/%d] %s %.1f s\n", r.done, r.total, name, time.Since(start).Seconds())
			}
		}
		r.status()
	}
}

func (r *textReporter) Note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.erase()
	fmt.Fprintf(r.w, "unicore: "+format+"\n", args...)
	r.status()
}

func (r *textReporter) Output(name, text string) {
	if !r.verbose || strings.TrimSpace(text) == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.erase()
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		fmt.Fprintf(r.w, "%s: %s", name, line)
	}
	r.status()
}

func (r *textReporter) erase() {
	if r.shown {
		io.WriteString(r.w, "\r\x1b[K")
		r.shown = false
	}
}

// status draws the line of a terminal anew, and again each second while
// something runs.
func (r *textReporter) status() {
	if !r.terminal {
		return
	}
	r.erase()
	if r.tick != nil {
		r.tick.Stop()
		r.tick = nil
	}
	if len(r.order) == 0 {
		return
	}
	line := fmt.Sprintf("[%d/%d] %s", r.done, r.total, strings.Join(r.order, ", "))
	if max := 60; len(line) > max {
		line = line[:max-1] + "…"
	}
	fmt.Fprintf(r.w, "%s %d s", line, int(time.Since(r.running[r.order[0]]).Seconds()))
	r.shown = true
	r.tick = time.AfterFunc(time.Second, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.status()
	})
}
