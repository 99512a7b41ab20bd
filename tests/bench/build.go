// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// envTime measures `unicore env` with the SDK in place.
func (b *bench) envTime() error {
	var t []float64
	for range 15 {
		s, err := timed(b.unicore("env", target))
		if err != nil {
			return err
		}
		t = append(t, s*1000)
	}
	b.report("env-time", median(t), "ms")
	return nil
}

// compileRatio measures one trivial `cc -c` against the bare gcc, in turns.
func (b *bench) compileRatio() error {
	src := filepath.Join(b.work, "one.c")
	if err := os.WriteFile(src, []byte("int f(int x) { return x + 1; }\n"), 0o666); err != nil {
		return err
	}
	var ratios []float64
	for range 60 {
		ours, err := timed(b.sdk(b.work, "cc", "-c", src, "-o", "ours.o"))
		if err != nil {
			return err
		}
		bare, err := timed(b.host(b.work, b.env["CC_FOR_BUILD"], "-c", src, "-o", "bare.o"))
		if err != nil {
			return err
		}
		ratios = append(ratios, ours/bare)
	}
	b.report("cc-over-gcc", median(ratios), "ratio")
	return nil
}

// source unpacks a fresh nginx and runs its configure.
func (b *bench) source(name string, sdk bool) (string, error) {
	dir := filepath.Join(b.work, name)
	fetch := b.unicore("fetch", "--recipe", "tests/apps/nginx.toml", "--into", dir)
	if err := quiet(fetch); err != nil {
		return "", err
	}
	configure := b.host(dir, "./configure")
	if sdk {
		configure = b.sdk(dir, "./configure")
	}
	return dir, quiet(configure)
}

// ownNginx returns the folder of an nginx built with the SDK.
func (b *bench) ownNginx() (string, error) {
	if b.nginx != "" {
		return b.nginx, nil
	}
	dir, err := b.source("nginx", true)
	if err != nil {
		return "", err
	}
	if err := quiet(b.sdk(dir, "make", "-j2")); err != nil {
		return "", err
	}
	b.nginx = dir
	return dir, nil
}

// makeRatio measures nginx's make against the bare gcc, in turns.
func (b *bench) makeRatio() error {
	ours, err := b.ownNginx()
	if err != nil {
		return err
	}
	bare, err := b.source("nginx-bare", false)
	if err != nil {
		return fmt.Errorf("%w\nhint: the bare build needs libpcre2-dev and zlib1g-dev", err)
	}
	clean := func(dir string) error {
		return filepath.WalkDir(filepath.Join(dir, "objs"), func(path string, _ os.DirEntry, err error) error {
			if err == nil && (strings.HasSuffix(path, ".o") || strings.HasSuffix(path, "/nginx")) {
				return os.Remove(path)
			}
			return err
		})
	}
	var ratios []float64
	for range 3 {
		if err := clean(ours); err != nil {
			return err
		}
		if err := clean(bare); err != nil {
			return err
		}
		a, err := timed(b.sdk(ours, "make", "-j2"))
		if err != nil {
			return err
		}
		c, err := timed(b.host(bare, "make", "-j2"))
		if err != nil {
			return err
		}
		ratios = append(ratios, a/c)
	}
	b.report("nginx-make-over-gcc", median(ratios), "ratio")
	return nil
}

// coldSDK builds the default SDK into an empty store, the sources at hand.
func (b *bench) coldSDK() error {
	if err := quiet(b.unicore("fetch")); err != nil {
		return err
	}
	sources, err := b.unicore("fetch", "--print-cache").Output()
	if err != nil {
		return err
	}
	cold := b.unicore("build", target, "--offline", "--store", filepath.Join(b.work, "store"),
		"--sources", strings.TrimSpace(string(sources)))
	s, err := timed(cold)
	if err != nil {
		return err
	}
	b.report("sdk-cold", s, "s")
	return nil
}
