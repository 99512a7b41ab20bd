// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"unicore/pools/kconfig"
	"unicore/pools/kconfig/kconfigtest"
)

const kconfigSymbols = 10000

// kconfigArg as the first argument makes this program the tool that the
// references are compared with: it reads the tree in the current folder, works
// everything out and writes .config.
const kconfigArg = "kconfig-alldefconfig"

func kconfigTool() error {
	c, err := kconfig.Parse("Kconfig", kconfig.Options{})
	if err != nil {
		return err
	}
	f, err := os.Create(".config")
	if err != nil {
		return err
	}
	if err := c.WriteConfig(f); err != nil {
		return err
	}
	return f.Close()
}

// kconfigTime measures reading, evaluating and writing a tree of 10,000
// symbols, whole processes in turns.
func (b *bench) kconfigTime() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	const script = "import sys; sys.path.insert(0, '/usr/lib/python3/dist-packages'); import kconfiglib; " +
		"kconfiglib.Kconfig('Kconfig', warn=False).write_config('.config')"
	peers := []struct {
		name, modules string
		cmd           []string
		times         []float64
	}{
		{name: "ours", modules: "modules", cmd: []string{self, kconfigArg}},
		{name: "linux-conf", modules: "modules", cmd: []string{"/usr/lib/linux-kbuild-6.1/scripts/kconfig/conf", "--alldefconfig", "Kconfig"}},
		{name: "frontends-conf", modules: "option modules", cmd: []string{"kconfig-conf", "--alldefconfig", "Kconfig"}},
		{name: "kconfiglib", modules: "option modules", cmd: []string{"python3", "-c", script}},
	}
	for round := range 9 {
		for i := range peers {
			p := &peers[i]
			dir := filepath.Join(b.work, "kconfig-"+p.name)
			if round == 0 {
				if err := os.MkdirAll(dir, 0o777); err != nil {
					return err
				}
				tree := kconfigtest.Large(kconfigSymbols, p.modules)
				if err := os.WriteFile(filepath.Join(dir, "Kconfig"), []byte(tree), 0o666); err != nil {
					return err
				}
			}
			cmd := exec.Command(p.cmd[0], p.cmd[1:]...)
			cmd.Dir = dir
			s, err := timed(cmd)
			if err != nil {
				return err
			}
			p.times = append(p.times, s*1000)
		}
	}
	if err := b.sameConfigs("kconfig-ours", "kconfig-linux-conf"); err != nil {
		return err
	}
	ours := median(peers[0].times)
	b.report("kconfig-10000", ours, "ms")
	for _, p := range peers[1:] {
		b.report("kconfig-over-"+p.name, ours/median(p.times), "ratio")
	}
	return nil
}

// sameConfigs makes sure that the same work was measured.
func (b *bench) sameConfigs(x, y string) error {
	ours, err := os.ReadFile(filepath.Join(b.work, x, ".config"))
	if err != nil {
		return err
	}
	theirs, err := os.ReadFile(filepath.Join(b.work, y, ".config"))
	if err != nil {
		return err
	}
	if string(ours) != string(theirs) {
		return fmt.Errorf("%s and %s wrote different files", x, y)
	}
	return nil
}
