// SPDX-License-Identifier: BSD-3-Clause

// Package sysroot makes SDKs: it plans what goes in, fetches sources, builds
// the libraries and keeps the results in a store, each under the hash of all
// that it was made from.
package sysroot

import (
	"os"
	"path/filepath"
	"runtime"

	"unicore/pools"
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

	pool *pools.Pool // of tests, instead of the program's own
}

// libraries are all that there are, the target's among them, and these in the
// order to build them in.
func (o Options) libraries() (all, target *pools.Pool, selected []*pools.Library, err error) {
	if all = o.pool; all == nil {
		if all, err = pools.Default(); err != nil {
			return nil, nil, nil, err
		}
	}
	target, selected, err = all.Select(o.Target.Arch, o.Target.Platform)
	return all, target, selected, err
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
