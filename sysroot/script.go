// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"unicore/pools"
	"unicore/toolchain"
)

// script runs a library's build.sh. The C library is built by the machine's
// compiler; all else by our wrappers, against an SDK of what there is so far.
func (b *builder) script(ctx context.Context, e *entry, dest string) error {
	l := e.lib
	if err := acquire(ctx, b.tokens); err != nil {
		return err
	}
	defer func() { <-b.tokens }()
	home := filepath.Join(b.root, "build", l.Name)
	for _, dir := range []string{"build/" + l.Name, "home", "temp"} {
		if err := os.MkdirAll(filepath.Join(b.work.dir, dir), 0o755); err != nil {
			return err
		}
	}
	src := home
	if len(l.Sources) > 0 {
		dir, err := b.source(ctx, l)
		if err != nil {
			return err
		}
		src = filepath.Join(b.root, dir)
	}
	env := b.environment()
	mapped := " -ffile-prefix-map=" + b.root + "=."
	if isLibc(l) {
		env = append(env, "CC="+b.compiler.Path+mapped, "AR="+b.compiler.Archiver,
			"RANLIB="+filepath.Join(filepath.Dir(b.compiler.Archiver), "ranlib"))
	} else {
		stage, err := b.stage(ctx, e)
		if err != nil {
			return err
		}
		env = append(wrapperEnvironment(env, stage), "CC="+stage.Tool("gcc")+mapped)
	}
	env = append(env, "SRC="+src, "DEST="+filepath.Join(b.root, "dest", e.name), "LIBRARY="+filepath.Join(b.root, l.Dir),
		"TRIPLET="+b.opts.Target.Triplet(), "JOBS="+strconv.Itoa(b.opts.Jobs))
	if err := b.command(ctx, l.Name, env, "/bin/sh", "-eu", filepath.Join(b.root, l.Dir, pools.ScriptFile)); err != nil {
		return err
	}
	if err := checkInstalled(dest); err != nil {
		return err
	}
	return checkExports(l, dest)
}

// checkExports is an error when the library does not have what it says that
// programs link it for.
func checkExports(l *pools.Library, dest string) error {
	x, err := l.Exports()
	if err != nil {
		return err
	}
	defined := map[string]bool{}
	for _, a := range x.Archives {
		symbols, err := archiveSymbols(filepath.Join(dest, a))
		if err != nil {
			return fmt.Errorf("%s/%s: %s: %w", l.From, pools.ExportsFile, a, err)
		}
		for _, s := range symbols {
			defined[s] = true
		}
	}
	for _, h := range x.Headers {
		if file := "usr/include/" + h; !isFile(filepath.Join(dest, file)) {
			return fmt.Errorf("%s/%s: %s: the library installs no such header", l.From, pools.ExportsFile, file)
		}
	}
	for _, s := range x.Symbols {
		if !defined[s] {
			return toolchain.Hint(fmt.Errorf("%s/%s: %s: no archive of the library that is named there defines it", l.From, pools.ExportsFile, s),
				"the archive needs a line there, too: usr/lib/libNAME.a")
		}
	}
	return nil
}

// wrapperEnvironment points a script at an SDK.
func wrapperEnvironment(env []string, sdk toolchain.SDK) []string {
	for i, v := range env {
		if path, ok := strings.CutPrefix(v, "PATH="); ok {
			env[i] = "PATH=" + sdk.Bin() + ":" + path
		}
	}
	return append(env, "AR="+sdk.Tool("ar"), "NM="+sdk.Tool("nm"), "RANLIB="+sdk.Tool("ranlib"),
		"STRIP="+sdk.Tool("strip"), "CONFIG_SITE="+filepath.Join(sdk.Share(), "config.site"),
		"PKG_CONFIG="+sdk.Tool("pkg-config"))
}

// checkInstalled makes what a script installed independent of time and place.
func checkInstalled(dest string) error {
	found := false
	err := filepath.WalkDir(dest, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dest, p)
		switch {
		case d.IsDir():
			if filepath.Dir(rel) == "." && rel != "." && rel != "usr" {
				return fmt.Errorf("build.sh installed %s, which is not below usr", rel)
			}
		case d.Type()&fs.ModeSymlink != 0:
			to, err := os.Readlink(p)
			if err != nil {
				return err
			}
			if filepath.IsAbs(to) {
				return fmt.Errorf("build.sh installed %s, a link to an absolute path", rel)
			}
		case !d.Type().IsRegular():
			return fmt.Errorf("build.sh installed %s, which is no file", rel)
		default:
			found = true
			if strings.HasSuffix(p, ".a") {
				return normaliseArchive(p)
			}
		}
		return nil
	})
	if err == nil && !found {
		err = errors.New("build.sh installed nothing")
	}
	return err
}

// stage is an SDK for building e: the kernel, the C library, and what e needs.
func (b *builder) stage(ctx context.Context, e *entry) (toolchain.SDK, error) {
	sdk := toolchain.SDK{Root: filepath.Join(b.root, "stage", e.name), Target: b.opts.Target}
	if err := os.MkdirAll(filepath.Join(b.work.dir, "stage"), 0o755); err != nil {
		return sdk, err
	}
	want := map[string]bool{}
	closure, err := b.target.Closure(e.lib.Needs)
	if err != nil {
		return sdk, err
	}
	for _, l := range closure {
		want[l.Name] = true
	}
	var entries []*entry
	for _, x := range b.entries {
		if x.lib == nil || isLibc(x.lib) || x.lib.Build.Kind == pools.Objects || want[x.name] {
			entries = append(entries, x)
		}
	}
	if err := b.assemble(sdk, entries); err != nil {
		return sdk, err
	}
	return sdk, b.checkLink(ctx, sdk)
}

// checkLink links an empty program: were that impossible, a configure script
// would conclude that the target has no functions at all.
func (b *builder) checkLink(ctx context.Context, sdk toolchain.SDK) error {
	file := filepath.Join(sdk.Root, "empty.c")
	if err := os.WriteFile(file, []byte("int main(void) { return 0; }\n"), 0o644); err != nil {
		return err
	}
	defer os.Remove(file)
	defer os.Remove(file + ".out")
	env := wrapperEnvironment(b.environment(), sdk)
	err := b.command(ctx, "link", env, filepath.Join(sdk.Bin(), sdk.Tool("gcc")), file, "-o", file+".out")
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("the SDK cannot link an empty program: %w", err)
	}
	return err
}

// hostHeaders copies header folders of the build machine.
func (b *builder) hostHeaders(l *pools.Library, dest string) error {
	folders, err := headerFolders(hostInclude, l.Build.Headers, b.compiler.Machine, l.Build.Package)
	if err != nil {
		return err
	}
	for _, f := range folders {
		err := filepath.WalkDir(f.Path, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(f.Path, p)
			if err != nil {
				return err
			}
			to := filepath.Join(dest, "usr/include", f.Name, rel)
			if d.IsDir() {
				return os.MkdirAll(to, 0o755)
			}
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return err
			}
			return copyFile(p, to)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
