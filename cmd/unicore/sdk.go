// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"unicore/pools/selection"
	"unicore/sysroot"
	"unicore/toolchain"
)

// sdkFlags are those of all commands that may have to build an SDK.
type sdkFlags struct {
	Store   string   `placeholder:"DIR" env:"UNICORE_STORE" help:"Folder that keeps SDKs and sources (default: unicore in the user's cache folder)."`
	Sources []string `placeholder:"DIR" env:"UNICORE_SOURCES" sep:":" help:"Folders to look for source archives in, separated by ':'."`
	Offline bool     `env:"UNICORE_OFFLINE" help:"Do not use the network."`
	Jobs    int      `short:"j" placeholder:"N" help:"How much to build at once (default: one per CPU)."`
	CC      string   `name:"cc" placeholder:"PROGRAM" env:"UNICORE_CC" help:"The build machine's C compiler (default: gcc)."`
	Verbose bool     `short:"v" help:"Show what compilers print, and more."`
	selectionFlags
	own *selection.File // instead of what is read
}

func (f *sdkFlags) options(g *globals, target string) (sysroot.Options, error) {
	o := sysroot.Options{
		Store: f.Store, Sources: f.Sources, Offline: f.Offline, Jobs: f.Jobs, Compiler: f.CC,
		Reporter: sysroot.NewReporter(g.stderr, isTerminal(g.stderr), f.Verbose),
	}
	var err error
	if target != "" {
		if o.Target, err = toolchain.ParseTarget(target); err != nil {
			return o, usageError{err}
		}
	}
	if f.Jobs < 0 {
		return o, usageError{toolchain.Hint(errNegativeJobs, "for example -j 2")}
	}
	if o.Selection = f.own; o.Selection == nil {
		if _, o.Selection, err = f.read(); err != nil {
			return o, err
		}
	}
	o.Pools, err = f.trees()
	return o, err
}

// ready returns the SDK for target, which it builds when it is not there.
func (f *sdkFlags) ready(g *globals, target string) (toolchain.SDK, error) {
	o, err := f.options(g, target)
	if err != nil {
		return toolchain.SDK{}, err
	}
	return sysroot.Ready(g.ctx, o)
}
