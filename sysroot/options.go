// SPDX-License-Identifier: BSD-3-Clause

// Package sysroot makes SDKs: it plans what goes in, fetches sources, builds
// the libraries and keeps the results in a store, each under the hash of all
// that it was made from.
package sysroot

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"

	"unicore/pools"
	"unicore/pools/kconfig"
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

	// Pools are from elsewhere, beside the program's own.
	Pools []pools.Tree

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
	headers   map[string]string // <uc/config.h> by library, as far as asked for
}

func (o Options) choose() (c chosen, err error) {
	c.headers = map[string]string{}
	if c.all = o.pool; c.all == nil {
		if c.all, err = pools.With(o.Pools...); err != nil {
			return c, err
		}
	}
	can, err := c.all.Available(o.Target.Arch, o.Target.Platform)
	if err != nil {
		return c, err
	}
	c.available = can.Libraries()
	c.target, c.libraries, err = c.all.Select(o.Target.Arch, o.Target.Platform)
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
	c.target, c.libraries, err = can.Only(c.config.Libraries())
	return c, err
}

// answers are those that chose the libraries, as far as they differ from the defaults.
func (c *chosen) answers() string {
	if c.config == nil {
		return ""
	}
	return string(c.config.Answers())
}

var optionName = regexp.MustCompile(`\bCONFIG_\w+`)

// configHeader is <uc/config.h> as a library sees it: those of its options, and
// of the options of libraries whose headers it may include, that its files or
// these headers name. So an option changes only what depends on it. It is empty
// when nothing includes it.
func (c *chosen) configHeader(l *pools.Library) (string, error) {
	if text, is := c.headers[l.Name]; is {
		return text, nil
	}
	var with []*pools.Library
	named := map[string]bool{}
	wanted := false
	for i, n := range headersOf(c.target, l) {
		if selection.HasOptions(n) {
			with = append(with, n)
		}
		if n.Build.Kind != pools.Objects {
			continue
		}
		files, err := n.Files()
		if err != nil {
			return "", err
		}
		for _, f := range files {
			ext := path.Ext(f)
			if ext != ".c" && ext != ".h" && ext != ".S" || i > 0 && !below(f, n.Build.Include) {
				continue
			}
			text, err := fs.ReadFile(n.FS, f)
			if err != nil {
				return "", err
			}
			wanted = wanted || bytes.Contains(text, []byte("uc/config.h"))
			for _, name := range optionName.FindAll(text, -1) {
				named[string(name)] = true
			}
		}
	}
	text := ""
	if wanted {
		text = "/* Generated: options of libraries. */\n"
		if c.config != nil {
			text += c.config.Header(with, named)
		}
	}
	c.headers[l.Name] = text
	return text, nil
}

// optionFlags are the compiler's flags that follow from options: the library's
// and those of libraries whose headers it sees.
func (c *chosen) optionFlags(l *pools.Library) (flags []string, err error) {
	for _, n := range headersOf(c.target, l) {
		for _, name := range sortedKeys(n.Build.FlagsIf) {
			var option *kconfig.Symbol
			if c.config != nil {
				option = c.config.Lookup(name)
			}
			if option == nil {
				return nil, fmt.Errorf("%s: build.flags-if: there is no option %s", n.Dir, name)
			}
			if option.Tri() == kconfig.Yes {
				flags = append(flags, n.Build.FlagsIf[name]...)
			}
		}
	}
	return flags, nil
}

// Space is what can be selected, for all targets that there are. A test's pool
// has only the one of the options.
func (o Options) Space() (*selection.Space, error) {
	all, targets := o.pool, []toolchain.Target{o.Target}
	if all == nil {
		var err error
		if all, err = pools.With(o.Pools...); err != nil {
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
