// SPDX-License-Identifier: BSD-3-Clause

package harness

import (
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/google/shlex"
)

var directive = regexp.MustCompile(`(?m)^/\* ([a-z-]+): (.*?) ?\*/$`)

// Spec is what the directives of a program say.
type Spec struct {
	Run, Args, CFlags, Machines, Without []string
	Config                               []string // answers of a selection
	Disks                                []Disk
	Console, Absent                      []*regexp.Regexp
	Exit, Host                           int // Host < 0: not run on Linux
	Limit                                time.Duration
}

// Disk is a disk that a program wants.
type Disk struct {
	Size     int
	Ext2     int // bytes of a block; 0: holds a pattern
	ReadOnly bool
}

// Options makes the disks anew and returns what attaches them.
func (s *Spec) Options(t testing.TB) []string {
	t.Helper()
	options := append([]string{}, s.Run...)
	for i, d := range s.Disks {
		file := filepath.Join(t.TempDir(), fmt.Sprintf("disk%d", i))
		if d.Ext2 > 0 {
			ext2(t, file, d.Ext2)
		} else {
			pattern(t, file, d.Size)
		}
		if d.ReadOnly {
			file += ":ro"
		}
		options = append(options, "--disk", file)
	}
	return options
}

func pattern(t testing.TB, file string, size int) {
	t.Helper()
	data := make([]byte, size)
	for k := range data {
		data[k] = byte(k ^ k>>8 ^ k>>16)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// ParseSpec reads the directives of a program.
func ParseSpec(t testing.TB, file string) Spec {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := Spec{Machines: []string{"microvm", "q35"}, Host: -1, Limit: time.Minute}
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
			s.Run = append(s.Run, words(v)...)
		case "args":
			s.Args = append(s.Args, words(v)...)
		case "cflags":
			s.CFlags = append(s.CFlags, words(v)...)
		case "config":
			s.Config = append(s.Config, v)
		case "machine":
			s.Machines = words(v)
		case "linked-without":
			s.Without = append(s.Without, words(v)...)
		case "disk":
			w := append(words(v), "")
			d := Disk{ReadOnly: w[len(w)-2] == "ro"}
			if w[0] == "ext2" {
				d.Ext2 = number(w[1])
			} else {
				d.Size = number(w[0])
			}
			s.Disks = append(s.Disks, d)
		case "exit":
			s.Exit = number(v)
		case "host":
			s.Host = number(v)
		case "console":
			s.Console = append(s.Console, regexp.MustCompile(v))
		case "absent":
			s.Absent = append(s.Absent, regexp.MustCompile(v))
		case "limit":
			if s.Limit, err = time.ParseDuration(v); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
		default:
			t.Fatalf("%s: unknown directive %q", file, m[1])
		}
	}
	return s
}

// Check holds a result to the directives.
func (s *Spec) Check(t testing.TB, status int, r Result) {
	t.Helper()
	if r.Status != status {
		t.Errorf("exit status %d, want %d", r.Status, status)
	}
	rest := r.Console
	for _, re := range s.Console {
		at := re.FindStringIndex(rest)
		if at == nil {
			t.Errorf("the console does not match %q (after what matched before)", re)
			break
		}
		rest = rest[at[1]:]
	}
	for _, re := range s.Absent {
		if re.MatchString(r.Console) {
			t.Errorf("the console matches %q", re)
		}
	}
	if t.Failed() {
		t.Logf("console:\n%s\nstderr:\n%s", r.Console, r.Stderr)
	}
}

// CheckSymbols fails for each symbol that the image holds and should not.
func CheckSymbols(t testing.TB, image string, without []string) {
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
