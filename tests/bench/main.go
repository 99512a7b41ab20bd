// SPDX-License-Identifier: BSD-3-Clause

// Command bench measures what the project promises and prints each figure as a
// line `name value unit`, ratios against a peer that ran in the same run. It is
// started by scripts/bench.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"syscall"
)

// A figure is one measured number.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// bench carries what the measurements share.
type bench struct {
	bin     string            // folder of the unicore command
	work    string            // scratch folder
	env     map[string]string // of `unicore env`
	nginx   string            // folder of the built nginx, "" until built
	bed     *xenBed           // for guests of Xen, nil until booted
	atEnd   []func()
	figures []figure
	asJSON  bool
}

// A measurement is one part of the run that can be asked for by name.
type measurement struct {
	name, what string
	run        func(*bench) error
}

var measurements = []measurement{
	{"env", "unicore env when nothing has to be built", (*bench).envTime},
	{"cc", "one trivial cc -c over bare gcc", (*bench).compileRatio},
	{"size", "image bytes of hello and nginx", (*bench).sizes},
	{"boot", "instructions and virtual time from the entry to main", (*bench).bootCost},
	{"memory", "least memory that still serves", (*bench).leastMemory},
	{"make", "nginx make over bare gcc", (*bench).makeRatio},
	{"requests", "requests/s against the same ELF on a Linux guest", (*bench).requests},
	{"xen-boot", "from the entry to main as a guest of Xen, and Linux's way to its first process", (*bench).xenBoot},
	{"xen-memory", "the smallest domain that still serves", (*bench).xenMemory},
	{"xen-requests", "requests/s against the same ELF on a Linux guest of Xen", (*bench).xenRequests},
	{"sdk", "a cold default SDK with sources at hand", (*bench).coldSDK},
	{"select", "from selecting a library, or changing one, to the new SDK", (*bench).selectTime},
	{"kconfig", "a Kconfig tree of 10,000 symbols over the tools that exist", (*bench).kconfigTime},
	{"menu", "the first screen of a menu of 10,000 symbols", (*bench).menuTime},
}

// called tells whether a name asks for m: its own, or the part before the dash
// of several.
func (m measurement) called(name string) bool {
	group, _, _ := strings.Cut(m.name, "-")
	return name == m.name || name == group
}

func (b *bench) report(name string, value float64, unit string) {
	b.figures = append(b.figures, figure{name, value, unit})
	if !b.asJSON {
		fmt.Printf("%s %s %s\n", name, plain(value), unit)
	}
}

// plain writes four significant digits, but every digit of a large number.
func plain(v float64) string {
	if math.Abs(v) >= 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.4g", v)
}

func note(format string, args ...any) { fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...) }

func main() {
	if len(os.Args) == 2 {
		// What is measured as a process of its own.
		tool := map[string]func() error{kconfigArg: kconfigTool, menuArg: menuTool}[os.Args[1]]
		if tool != nil {
			if err := tool(); err != nil {
				note("%v", err)
				os.Exit(1)
			}
			return
		}
	}
	b := &bench{}
	flag.BoolVar(&b.asJSON, "json", false, "print one JSON array at the end")
	flag.StringVar(&b.bin, "bin", "bin", "`folder` of the unicore command")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: scripts/bench [-json] [measurement…]\n\nmeasurements:")
		for _, m := range measurements {
			fmt.Fprintf(os.Stderr, "  %-14s%s\n", m.name, m.what)
		}
	}
	flag.Parse()
	for _, name := range flag.Args() {
		known := false
		for _, m := range measurements {
			known = known || m.called(name)
		}
		if !known {
			note("no measurement is called %s", name)
			flag.Usage()
			os.Exit(2)
		}
	}
	if err := b.all(flag.Args()); err != nil {
		note("%v", err)
		os.Exit(1)
	}
}

func (b *bench) all(wanted []string) error {
	var err error
	if b.bin, err = filepath.Abs(b.bin); err != nil {
		return err
	}
	if b.work, err = os.MkdirTemp("", "unicore-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.work)
	defer func() {
		for _, f := range b.atEnd {
			f()
		}
	}()
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupted
		os.RemoveAll(b.work)
		os.Exit(130)
	}()
	if err := b.loadEnv(); err != nil {
		return err
	}
	failed := 0
	for _, m := range measurements {
		if len(wanted) > 0 && !slices.ContainsFunc(wanted, m.called) {
			continue
		}
		note("%s", m.what)
		if err := m.run(b); err != nil {
			note("%s: %v", m.name, err)
			failed++
		}
	}
	if b.asJSON {
		out, err := json.MarshalIndent(b.figures, "", "  ")
		if err != nil {
			return err
		}
		fmt.Println(string(out))
	}
	if failed > 0 {
		return fmt.Errorf("%d measurements failed", failed)
	}
	return nil
}

// median of v, which is sorted in place.
func median(v []float64) float64 {
	sort.Float64s(v)
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

// loadEnv takes the environment that `unicore env` prints, building the SDK
// when there is none.
func (b *bench) loadEnv() error {
	out, err := b.unicore("env", target, "--format", "json").Output()
	if err != nil {
		return fmt.Errorf("unicore env: %w", err)
	}
	return json.Unmarshal(out, &b.env)
}

// environ is this process's environment with the SDK's variables set.
func (b *bench) environ() []string {
	var env []string
	for _, kv := range os.Environ() {
		if k, _, _ := strings.Cut(kv, "="); b.env[k] == "" {
			env = append(env, kv)
		}
	}
	for k, v := range b.env {
		env = append(env, k+"="+v)
	}
	return env
}
