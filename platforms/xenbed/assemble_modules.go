// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// modules takes the kernel modules and those that they depend on, and writes
// the order of their loading into lib/modules/load.
func (s *stage) modules(root, release string) error {
	found := map[string]string{}
	top := "lib/modules/" + release
	if _, err := os.Stat(filepath.Join(s.dir, top)); err != nil {
		top = "usr/" + top
	}
	err := filepath.WalkDir(filepath.Join(s.dir, top), func(path string, d fs.DirEntry, err error) error {
		if name, ok := strings.CutSuffix(filepath.Base(path), ".ko"); err == nil && ok {
			found[moduleName(name)] = path
		} else if name, ok := strings.CutSuffix(filepath.Base(path), ".ko.xz"); err == nil && ok {
			found[moduleName(name)] = path
		}
		return err
	})
	if err != nil {
		return err
	}
	builtin, err := os.ReadFile(filepath.Join(s.dir, top, "modules.builtin"))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(builtin)) {
		name := strings.TrimSuffix(filepath.Base(strings.TrimSpace(line)), ".ko")
		if _, ok := found[moduleName(name)]; !ok {
			found[moduleName(name)] = ""
		}
	}
	to := filepath.Join(root, "lib/modules")
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	var order []string
	done := map[string]bool{}
	var add func(name string) error
	add = func(name string) error {
		if done[name] {
			return nil
		}
		done[name] = true
		path, ok := found[name]
		if !ok {
			return fmt.Errorf("module %s: %w in the kernel's package", name, fs.ErrNotExist)
		}
		if path == "" {
			return nil
		}
		file := filepath.Join(to, name+".ko")
		if err := takeModule(path, file); err != nil {
			return err
		}
		needs, err := moduleNeeds(file)
		if err != nil {
			return fmt.Errorf("module %s: %w", name, err)
		}
		for _, n := range needs {
			if err := add(n); err != nil {
				return err
			}
		}
		order = append(order, name+".ko\n")
		return nil
	}
	for _, m := range modules {
		if err := add(moduleName(m)); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(to, "load"), []byte(strings.Join(order, "")), 0o644)
}

// moduleName is a module's name as the kernel writes it.
func moduleName(name string) string { return strings.ReplaceAll(name, "-", "_") }

func takeModule(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if strings.HasSuffix(from, ".xz") {
		return unxz(context.Background(), data, to)
	}
	return os.WriteFile(to, data, 0o644)
}

// moduleNeeds reads the modules that one depends on from its own information.
func moduleNeeds(file string) ([]string, error) {
	f, err := elf.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info := f.Section(".modinfo")
	if info == nil {
		return nil, errors.New("is no kernel module")
	}
	text, err := info.Data()
	if err != nil {
		return nil, err
	}
	var needs []string
	for _, field := range strings.Split(string(text), "\x00") {
		if list, ok := strings.CutPrefix(field, "depends="); ok && list != "" {
			for _, n := range strings.Split(list, ",") {
				needs = append(needs, moduleName(n))
			}
		}
	}
	return needs, nil
}
