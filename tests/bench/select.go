// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// selectTime measures from a change to the SDK that follows from it: a library
// is selected, and the source of one changes. A pool of this run's own sees to
// it that no SDK of that kind is there yet; all other libraries are.
func (b *bench) selectTime() error {
	dir := filepath.Join(b.work, "select")
	pool := filepath.Join(dir, "pool/once")
	if err := os.MkdirAll(pool, 0o777); err != nil {
		return err
	}
	write := func(name, text string) error {
		return os.WriteFile(filepath.Join(pool, name), []byte("/* SPDX-License-Identifier: BSD-3-Clause */\n"+text), 0o666)
	}
	definition := "name = \"once\"\nsummary = \"Of one run\"\nlicense = \"BSD-3-Clause\"\nneeds = [\"base\"]\n"
	if err := os.WriteFile(filepath.Join(pool, "library.toml"), []byte(definition), 0o666); err != nil {
		return err
	}
	unicore := func(args ...string) *exec.Cmd {
		cmd := b.unicore(args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "UNICORE_CONFIG=")
		return cmd
	}
	// sdk is the seconds until the SDK is there.
	sdk := func() (float64, error) {
		start := time.Now()
		out, err := unicore("build", target).Output()
		seconds := time.Since(start).Seconds()
		if err != nil {
			return 0, fmt.Errorf("unicore build: %w", err)
		}
		root := strings.TrimSpace(string(out))
		b.atEnd = append(b.atEnd, func() { os.RemoveAll(root) })
		return seconds, nil
	}
	run := time.Now().UnixNano()
	if err := write("once.c", fmt.Sprintf("long uc_once = %d;\n", run)); err != nil {
		return err
	}
	for _, args := range [][]string{{"pool", "add", "pool"}, {"unselect", "net-netlink"}} {
		if err := quiet(unicore(args...)); err != nil {
			return err
		}
	}
	if _, err := sdk(); err != nil {
		return err
	}
	s, err := timed(unicore("select", "net-netlink"))
	if err != nil {
		return err
	}
	built, err := sdk()
	if err != nil {
		return err
	}
	b.report("select-to-sdk", s+built, "s")
	if err := write("once.c", fmt.Sprintf("long uc_once = %d;\n", run+1)); err != nil {
		return err
	}
	if s, err = timed(unicore("pool", "update")); err != nil {
		return err
	}
	if built, err = sdk(); err != nil {
		return err
	}
	b.report("changed-library-to-sdk", s+built, "s")
	return nil
}
