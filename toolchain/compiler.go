// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// Compiler is a C compiler of the build machine.
type Compiler struct {
	Path    string `json:"path"`    // absolute
	Kind    string `json:"kind"`    // "gcc" or "clang"
	Version string `json:"version"` // for example "12.2.0"
	Machine string `json:"machine"` // for example "x86_64-linux-gnu"
}

// oldestGCC is the first release that knows every option which kernel
// libraries are compiled with.
const oldestGCC = 9

// FindCompiler looks at the build machine's compiler called name, by default
// gcc, and tells whether it can compile for target.
func FindCompiler(ctx context.Context, name string, target Target) (Compiler, error) {
	if name == "" {
		name = "gcc"
	}
	path, err := FindTool(name)
	if err != nil {
		return Compiler{}, err
	}
	// clang answers -dumpversion like gcc, but knows no -dumpfullversion.
	out, err := output(ctx, path, "--version")
	if err != nil {
		return Compiler{}, err
	}
	c := Compiler{Path: path, Kind: "gcc"}
	if strings.Contains(out, "clang") {
		c.Kind = "clang"
		c.Version, err = output(ctx, path, "-dumpversion")
	} else {
		c.Version, err = output(ctx, path, "-dumpfullversion", "-dumpversion")
	}
	if err != nil {
		return Compiler{}, err
	}
	if c.Machine, err = output(ctx, path, "-dumpmachine"); err != nil {
		return Compiler{}, err
	}
	if arch, _, _ := strings.Cut(c.Machine, "-"); arch != target.Arch {
		return Compiler{}, Hint(fmt.Errorf("%s: compiles for %s, not for %s", path, c.Machine, target.Arch),
			"install a compiler for %s and name it: --cc PATH or UNICORE_CC", target.Arch)
	}
	var major int
	if _, err := fmt.Sscanf(c.Version, "%d", &major); err != nil {
		return Compiler{}, fmt.Errorf("%s: unknown version %q", path, c.Version)
	}
	if c.Kind == "gcc" && major < oldestGCC {
		return Compiler{}, Hint(fmt.Errorf("%s: version %s is too old", path, c.Version),
			"gcc %d or later is needed; name it: --cc PATH or UNICORE_CC", oldestGCC)
	}
	return c, nil
}

// output runs a program and returns what it printed, without the blanks
// around it.
func output(ctx context.Context, name string, args ...string) (string, error) {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return "", fmt.Errorf("%s %s: %w %s", name, strings.Join(args, " "), err, line)
	}
	return strings.TrimSpace(string(out)), nil
}
