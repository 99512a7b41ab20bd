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
//	/* disk: ext2 1024 [ro] */        one with files, in blocks of so many bytes
//	/* limit: 90s */                  longest duration, default 60s
package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/tests/harness"
)

func TestBoot(t *testing.T) {
	files, err := filepath.Glob("boot/*.c")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".c"), func(t *testing.T) {
			t.Parallel()
			s := harness.ParseSpec(t, file)
			image := harness.Compile(t, s.CFlags, file)
			harness.CheckSymbols(t, image, s.Without)
			for _, machine := range s.Machines {
				t.Run(machine, func(t *testing.T) {
					options := append([]string{"--machine", machine}, s.Options(t)...)
					s.Check(t, s.Exit, harness.Run(t, s.Limit, options, image, s.Args...))
				})
			}
			if s.Host >= 0 {
				t.Run("linux", func(t *testing.T) {
					cmd := exec.Command(image, s.Args...)
					cmd.Dir = t.TempDir()
					cmd.Env = append(os.Environ(), "UNICORE_TEST_HOST=1")
					r := harness.Exec(t, s.Limit, cmd)
					if r.Status != s.Host {
						t.Errorf("exit status %d, want %d\n%s%s", r.Status, s.Host, r.Console, r.Stderr)
					}
				})
			}
		})
	}
}
