// SPDX-License-Identifier: BSD-3-Clause

// Package tests holds what spans rooms. TestBoot compiles each C program of boot/
// with the SDK, boots it
// and holds its console and exit status to the directives in its comments:
//
//	/* run: -m 64 --append "a=b" */   options of `unicore run`
//	/* args: one "two three" */       arguments of the program
//	/* machine: microvm */            machines to boot on, default both
//	/* exit: 139 */                   exit status, default 0
//	/* console: REGEXP */             must match the console, in this order
//	/* absent: REGEXP */              must not match it
//	/* cflags: -pthread */            further compiler flags
//	/* host: 0 */                     also run on Linux, with this exit status
//	/* linked-without: SYMBOL… */     must not be in the image
//	/* disk: 1048576 [ro] */          attach a disk of so many bytes
//	/* limit: 90s */                  longest duration, default 60s
package tests

import (
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/shlex"

	"unicore/tests/harness"
)

var directive = regexp.MustCompile(`(?m)^/\* ([a-z-]+): (.*?) ?\*/$`)

type spec struct {
	run, args, cflags, machines, without []string
	disks                                []disk
	console, absent                      []*regexp.Regexp
	exit, host                           int // host < 0: not run on Linux
	limit                                time.Duration
}

type disk struct {
	size     int
	readOnly bool
}

// options makes the disks anew and returns what attaches them.
func (s *spec) options(t *testing.T) []string {
	t.Helper()
	options := append([]string{}, s.run...)
	for i, d := range s.disks {
		data := make([]byte, d.size)
		for k := range data {
			data[k] = byte(k ^ k>>8 ^ k>>16)
		}
		file := filepath.Join(t.TempDir(), fmt.Sprintf("disk%d", i))
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if d.readOnly {
			file += ":ro"
		}
		options = append(options, "--disk", file)
	}
	return options
}

func parse(t *testing.T, file string) spec {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := spec{machines: []string{"microvm", "q35"}, host: -1, limit: time.Minute}
	words := func(v string) []string {
		w, err := shlex.Split(v)
		if err != nil {
			t.Fatalf("%s: %q: %v", file, v, err)
		}
		return w
	}
	number := func(v string) int {
		n, err := strconv.Atoi(v)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		return n
	}
	for _, m := range directive.FindAllStringSubmatch(string(text), -1) {
		switch v := m[2]; m[1] {
		case "run":
			s.run = append(s.run, words(v)...)
		case "args":
			s.args = append(s.args, words(v)...)
		case "cflags":
			s.cflags = append(s.cflags, words(v)...)
		case "machine":
			s.machines = words(v)
		case "linked-without":
			s.without = append(s.without, words(v)...)
		case "disk":
			w := append(words(v), "")
			s.disks = append(s.disks, disk{number(w[0]), w[1] == "ro"})
		case "exit":
			s.exit = number(v)
		case "host":
			s.host = number(v)
		case "console":
			s.console = append(s.console, regexp.MustCompile(v))
		case "absent":
			s.absent = append(s.absent, regexp.MustCompile(v))
		case "limit":
			if s.limit, err = time.ParseDuration(v); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
		default:
			t.Fatalf("%s: unknown directive %q", file, m[1])
		}
	}
	return s
}

func TestBoot(t *testing.T) {
	files, err := filepath.Glob("boot/*.c")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".c"), func(t *testing.T) {
			t.Parallel()
			s := parse(t, file)
			image := harness.Compile(t, s.cflags, file)
			checkSymbols(t, image, s.without)
			for _, machine := range s.machines {
				t.Run(machine, func(t *testing.T) {
					options := append([]string{"--machine", machine}, s.options(t)...)
					check(t, s, s.exit, harness.Run(t, s.limit, options, image, s.args...))
				})
			}
			if s.host >= 0 {
				t.Run("linux", func(t *testing.T) {
					cmd := exec.Command(image, s.args...)
					cmd.Dir = t.TempDir()
					cmd.Env = append(os.Environ(), "UNICORE_TEST_HOST=1")
					r := harness.Exec(t, s.limit, cmd)
					if r.Status != s.host {
						t.Errorf("exit status %d, want %d\n%s%s", r.Status, s.host, r.Console, r.Stderr)
					}
				})
			}
		})
	}
}

func check(t *testing.T, s spec, status int, r harness.Result) {
	t.Helper()
	if r.Status != status {
		t.Errorf("exit status %d, want %d", r.Status, status)
	}
	rest := r.Console
	for _, re := range s.console {
		at := re.FindStringIndex(rest)
		if at == nil {
			t.Errorf("the console does not match %q (after what matched before)", re)
			break
		}
		rest = rest[at[1]:]
	}
	for _, re := range s.absent {
		if re.MatchString(r.Console) {
			t.Errorf("the console matches %q", re)
		}
	}
	if t.Failed() {
		t.Logf("console:\n%s\nstderr:\n%s", r.Console, r.Stderr)
	}
}

// checkSymbols fails for each symbol that the image holds and should not.
func checkSymbols(t *testing.T, image string, without []string) {
	t.Helper()
	if len(without) == 0 {
		return
	}
	f, err := elf.Open(image)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	symbols, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	for _, sym := range symbols {
		for _, pattern := range without {
			if ok, _ := filepath.Match(pattern, sym.Name); ok && sym.Section != elf.SHN_UNDEF {
				t.Errorf("%s is in the image (%s)", sym.Name, pattern)
			}
		}
	}
}
