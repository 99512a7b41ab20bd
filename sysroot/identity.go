// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"unicore/toolchain"
	"unicore/wrappers"
)

// key collects the inputs of something built; every part is delimited.
type key struct{ h hash.Hash }

func newKey(kind string) *key {
	k := &key{sha256.New()}
	k.add("unicore", formatVersion, kind)
	return k
}

func (k *key) add(parts ...string) {
	for _, p := range parts {
		fmt.Fprintf(k.h, "%d:", len(p))
		k.h.Write([]byte(p))
	}
}

func (k *key) list(name string, parts []string) {
	k.add(name, fmt.Sprint(len(parts)))
	k.add(parts...)
}

// sum is 40 hexadecimal digits: short enough for a path, long enough.
func (k *key) sum() string { return hex.EncodeToString(k.h.Sum(nil)[:20]) }

// stamp tells whether a file is the one that it was, without reading it.
func stamp(file string) string {
	info, err := os.Stat(file)
	if err != nil {
		return "absent"
	}
	st := info.Sys().(*syscall.Stat_t)
	return fmt.Sprintf("%d %d %d %d.%d %d.%d", st.Dev, st.Ino, st.Size,
		st.Mtim.Sec, st.Mtim.Nsec, st.Ctim.Sec, st.Ctim.Nsec)
}

// remembered reads or computes and keeps a value under a key in the store's
// state folder. A damaged file is as good as none.
func remembered[T any](s *Store, kind, of string, valid func(*T) bool, compute func() (T, error)) (T, error) {
	k := newKey("remember")
	k.add(kind, of)
	file := s.path("state", kind+"-"+k.sum())
	var value T
	if text, err := os.ReadFile(file); err == nil && json.Unmarshal(text, &value) == nil && valid(&value) {
		return value, nil
	}
	value, err := compute()
	if err != nil {
		return value, err
	}
	// To forget is harmless, so a full or read-only disk is no error here.
	if text, err := json.Marshal(value); err == nil && os.MkdirAll(s.path("state"), 0o755) == nil {
		toolchain.WriteFile(file, text, 0o644)
	}
	return value, nil
}

// compilerID is what is known about the compiler.
type compilerID struct {
	toolchain.Compiler
	Include  []string          // the compiler's own headers, for -isystem
	Archiver string            // path of ar
	Identity string            // hash of all versions that matter for the result
	Stamps   map[string]string // programs behind the driver
}

func findCompiler(ctx context.Context, s *Store, name string, target toolchain.Target) (compilerID, error) {
	path, err := toolchain.FindTool(name)
	if err != nil {
		return compilerID{}, err
	}
	ar, err := toolchain.FindTool("ar")
	if err != nil {
		return compilerID{}, err
	}
	of := strings.Join([]string{path, stamp(path), ar, target.String(), os.Getenv("PATH")}, "\n")
	valid := func(c *compilerID) bool {
		for file, st := range c.Stamps {
			if stamp(file) != st {
				return false
			}
		}
		return len(c.Stamps) > 0
	}
	return remembered(s, "compiler", of, valid, func() (compilerID, error) {
		return askCompiler(ctx, name, ar, target)
	})
}

func askCompiler(ctx context.Context, name, ar string, target toolchain.Target) (compilerID, error) {
	c := compilerID{Archiver: ar, Stamps: map[string]string{}}
	var err error
	if c.Compiler, err = toolchain.FindCompiler(ctx, name, target); err != nil {
		return c, err
	}
	ask := func(program string, args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Env = append(os.Environ(), "LC_ALL=C")
		out, err := cmd.CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("%s %s: %w: %s", program, strings.Join(args, " "), err, lastLines(string(out), 3))
		}
		return strings.TrimSpace(string(out)), nil
	}
	k := newKey("compiler")
	text, err := ask(c.Path, "-v")
	if err != nil {
		return c, err
	}
	// Where the compiler is asked from is no property of it.
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "COLLECT_GCC=") && !strings.HasPrefix(line, "Selected GCC") &&
			!strings.HasPrefix(line, "Found candidate") && !strings.HasPrefix(line, "InstalledDir") {
			k.add(line)
		}
	}
	programs := []string{"as", "ld"}
	if c.Kind == "gcc" {
		programs = append(programs, "cc1")
	}
	c.Stamps[c.Path], c.Stamps[ar] = stamp(c.Path), stamp(ar)
	for _, p := range programs {
		path, err := ask(c.Path, "-print-prog-name="+p)
		if err != nil {
			return c, err
		}
		if !filepath.IsAbs(path) {
			if path, err = toolchain.FindTool(path); err != nil {
				return c, err
			}
		}
		c.Stamps[path] = stamp(path)
		if p == "cc1" {
			continue
		}
		text, err := ask(path, "--version")
		if err != nil {
			return c, err
		}
		k.add(p, text)
	}
	c.Identity = k.sum()
	return c, c.findHeaders(ask)
}

// findHeaders finds stdarg.h and its like, which -nostdinc would hide.
func (c *compilerID) findHeaders(ask func(string, ...string) (string, error)) error {
	if c.Kind == "clang" {
		dir, err := ask(c.Path, "-print-resource-dir")
		if err != nil {
			return err
		}
		c.Include = []string{filepath.Join(dir, "include")}
		return nil
	}
	dir, err := ask(c.Path, "-print-file-name=include")
	if err != nil {
		return err
	}
	if !filepath.IsAbs(dir) {
		return fmt.Errorf("%s does not know where its headers are", c.Path)
	}
	c.Include = []string{dir}
	return nil
}

// toolHash is the hash of the wrapper binary's source, whatever folder and
// linker options it was built with.
func toolHash(ctx context.Context, s *Store, file string) (string, error) {
	st := stamp(file)
	return remembered(s, "wrapper", file+"\n"+st, func(h *string) bool { return len(*h) == 64 }, func() (string, error) {
		out, err := exec.CommandContext(ctx, file, wrappers.SourceOption).Output()
		if err != nil || len(out) == 0 {
			return "", hinted("go build -o bin ./cmd/...", "%s: is not the wrapper binary of this unicore", file)
		}
		return fmt.Sprintf("%x", sha256.Sum256(out)), nil
	})
}

// headerFolder is a folder of the build machine and the name that it has
// below usr/include.
type headerFolder struct{ Name, Path string }

// headerFolders finds the folders of a host-headers library; Debian keeps
// some in a folder for the architecture.
func headerFolders(include string, names []string, machine, pkg string) ([]headerFolder, error) {
	var list []headerFolder
	for _, n := range names {
		found := ""
		for _, dir := range []string{filepath.Join(include, machine, n), filepath.Join(include, n)} {
			if exists(dir) {
				found = dir
				break
			}
		}
		if found == "" {
			return nil, hinted("apt-get install "+pkg, "%s/%s: the headers of %s are missing", include, n, pkg)
		}
		list = append(list, headerFolder{n, found})
	}
	return list, nil
}

// headerStamp changes when a file is added, removed or replaced in one of
// the folders.
func headerStamp(folders []headerFolder) (string, error) {
	k := newKey("header stamp")
	for _, f := range folders {
		err := filepath.WalkDir(f.Path, func(p string, d fs.DirEntry, err error) error {
			if err == nil && (d.IsDir() || p == f.Path) {
				k.add(p, stamp(p))
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return k.sum(), nil
}

// headerHash is the hash of all files in the folders.
func headerHash(s *Store, folders []headerFolder) (string, error) {
	st, err := headerStamp(folders)
	if err != nil {
		return "", err
	}
	return remembered(s, "headers", st, func(h *string) bool { return *h != "" }, func() (string, error) {
		k := newKey("headers")
		for _, f := range folders {
			err := filepath.WalkDir(f.Path, func(p string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				rel, err := filepath.Rel(f.Path, p)
				if err != nil {
					return err
				}
				text, err := os.ReadFile(p)
				if err != nil {
					return err
				}
				k.add(f.Name, rel, string(text))
				return nil
			})
			if err != nil {
				return "", err
			}
		}
		return k.sum(), nil
	})
}
