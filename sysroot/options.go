// SPDX-License-Identifier: BSD-3-Clause

// Package sysroot makes SDKs: it plans what goes in, fetches sources, builds
// the libraries and keeps the results in a store, each under the hash of all
// that it was made from.
package sysroot

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"unicore/pools"
	"unicore/pools/selection"
	"unicore/toolchain"
)

// Options say what to build, from what, and where. The zero value of each
// field but Target is usable.
type Options struct {
	Target toolchain.Target
	// Store is the folder that keeps results; see DefaultStore.
	Store string
	// Sources are folders to look for source archives in.
	Sources []string
	// Offline forbids the network.
	Offline bool
	// Jobs is how much is done at once; by default as many as there are CPUs.
	Jobs int
	// Reporter is told how the build goes; may be nil.
	Reporter Reporter
	// ToolPath is the wrapper binary, by default unicore-tool beside this
	// program.
	ToolPath string
	// Compiler is a name or path for toolchain.FindCompiler.
	Compiler string
	// Selection are the answers that choose libraries; nil is everything
	// that the target can have.
	Selection *selection.File

	pool *pools.Pool // of tests, instead of the program's own
}

// chosen are the libraries that there are.
type chosen struct {
	all       *pools.Pool
	target    *pools.Pool       // those that are selected
	libraries []*pools.Library  // the same, in the order to build them in
	available []*pools.Library  // what could be selected
	notes     []string          // about the selection
	config    *selection.Config // nil when nothing asks for it
}

func (o Options) choose() (c chosen, err error) {
	if c.all = o.pool; c.all == nil {
		if c.all, err = pools.Default(); err != nil {
			return c, err
		}
	}
	c.target, c.libraries, err = c.all.Select(o.Target.Arch, o.Target.Platform)
	c.available = c.libraries
	if err != nil || o.Selection == nil && !slices.ContainsFunc(c.available, selection.HasOptions) {
		return c, err
	}
	space, err := o.Space()
	if err != nil {
		return c, err
	}
	c.config, c.notes, err = space.Config(selection.Target(o.Target), o.Selection)
	if err != nil {
		return c, err
	}
	c.target, c.libraries, err = c.target.Only(c.config.Libraries())
	return c, err
}

// configHeader is <uc/config.h> as a library sees it: its options and those of
// the libraries whose headers it may include. It is empty when there are none.
func (c *chosen) configHeader(l *pools.Library) string {
	var with []*pools.Library
	for _, n := range headersOf(c.target, l) {
		if selection.HasOptions(n) {
			with = append(with, n)
		}
	}
	if len(with) == 0 {
		return ""
	}
	return "/* Generated: options of libraries. */\n" + c.config.Header(with)
}

// Space is what can be selected, for all targets that there are. A test's pool
// has only the one of the options.
func (o Options) Space() (*selection.Space, error) {
	all, targets := o.pool, []toolchain.Target{o.Target}
	if all == nil {
		var err error
		if all, err = pools.Default(); err != nil {
			return nil, err
		}
		targets = toolchain.Targets()
	}
	var list []selection.Target
	for _, t := range targets {
		list = append(list, selection.Target(t))
	}
	return selection.New(all, list)
}

func (o Options) complete() (Options, error) {
	if o.Jobs <= 0 {
		o.Jobs = runtime.NumCPU()
	}
	if o.Reporter == nil {
		o.Reporter = silent{}
	}
	if o.Compiler == "" {
		o.Compiler = "gcc"
	}
	if o.ToolPath == "" {
		self, err := os.Executable()
		if err != nil {
			return o, err
		}
		o.ToolPath = filepath.Join(filepath.Dir(self), "unicore-tool")
	}
	if _, err := os.Stat(o.ToolPath); err != nil {
		return o, hinted("build both programs: go build -o bin ./cmd/...",
			"the wrapper binary is missing: %w", err)
	}
	return o, nil
}
