// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"unicore/pools/kconfig"
	"unicore/pools/kconfig/kconfigtest"
	"unicore/pools/kconfig/menu"
	"unicore/tests/harness"
)

// menuArg as the first argument makes this program a menu of the tree in the
// current folder.
const menuArg = "kconfig-menu"

func menuTool() error {
	debug.SetGCPercent(400) // as cmd/unicore does
	c, err := kconfig.Parse("Kconfig", kconfig.Options{})
	if err != nil {
		return err
	}
	_, err = menu.Run(c, menu.Options{})
	return err
}

// menuTime measures from the start of the process to the first screen of a
// menu of 10,000 symbols: the time that passes, and the processor's, which
// does not depend on what else the machine does.
func (b *bench) menuTime() error {
	dir := filepath.Join(b.work, "menu")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "Kconfig"), []byte(kconfigtest.Large(kconfigSymbols, "modules")), 0o666); err != nil {
		return err
	}
	var times, cpu []float64
	for range 9 {
		s, c, err := firstScreen(dir, "< Load >")
		if err != nil {
			return err
		}
		times, cpu = append(times, s*1000), append(cpu, c*1000)
	}
	b.report("menu-first-screen", median(times), "ms")
	b.report("menu-first-screen-cpu", median(cpu), "ms")
	return nil
}

// firstScreen runs the menu on a terminal of its own until the text, the last
// thing that is drawn, is there, and returns the seconds that this took, of the
// clock and of processors.
func firstScreen(dir, text string) (seconds, cpu float64, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, 0, err
	}
	master, slave, err := harness.OpenTerminal()
	if err != nil {
		return 0, 0, err
	}
	defer master.Close()
	cmd := exec.Command(self, menuArg)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TERM=xterm")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Pdeathsig: syscall.SIGKILL}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		slave.Close()
		return 0, 0, err
	}
	slave.Close()
	defer func() {
		cmd.Process.Kill()
		cmd.Wait()
		cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	}()
	master.SetReadDeadline(start.Add(30 * time.Second))
	var got bytes.Buffer
	buf := make([]byte, 4096)
	for {
		n, err := master.Read(buf)
		got.Write(buf[:n])
		if bytes.Contains(got.Bytes(), []byte(text)) {
			return time.Since(start).Seconds(), 0, nil
		}
		if err != nil {
			return 0, 0, fmt.Errorf("the menu: %w\n%q", err, got.Bytes())
		}
	}
}
