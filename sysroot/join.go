// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"bytes"
	"context"
	"debug/elf"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unicore/toolchain"
)

// joinVersion is raised when what a join makes changes.
const joinVersion = "1"

// Ready returns the SDK that the options ask for, built when it is not there.
func Ready(ctx context.Context, opts Options) (toolchain.SDK, error) {
	if opts.Target.Joined() {
		return join(ctx, opts)
	}
	plan, err := NewPlan(ctx, opts)
	if err != nil {
		return toolchain.SDK{}, err
	}
	return plan.Build(ctx)
}

// A joined SDK has the kernels of several: what the program is compiled against is
// the same in all of them. Each kernel's symbols get its platform's name in front,
// and what the program calls is a stub that goes on to the kernel that runs. So the
// linker takes of each kernel what the program needs, as of one.
type joining struct {
	*builder
	sdk     toolchain.SDK // in the making
	kernels []*kernel
	numbers map[string]int
}

// kernel is that of one part.
type kernel struct {
	sdk      toolchain.SDK
	prefix   string // of its symbols
	archives []string
	defined  map[string]bool // all symbols
	members  [][]string      // the functions, by the object that has them
}

// common are symbols that all kernels share. The C library asks uc_booted.
var common = []string{"uc_booted"}

// hvmEntry is the one for HVM guests. QEMU prefers it to PVH's and tells it less, so
// an image that is for QEMU, too, has none.
const hvmEntry = "uc_multiboot"

// perKernel are symbols of the linker's script that each kernel has its own of.
var perKernel = []string{"__uc_init_start", "__uc_init_end"}

const initLevels = 7

func join(ctx context.Context, opts Options) (sdk toolchain.SDK, err error) {
	var parts []toolchain.SDK
	k := newKey("join")
	k.add(joinVersion)
	var first *Plan
	for _, t := range opts.Target.Parts() {
		o := opts
		o.Target = t
		plan, err := NewPlan(ctx, o)
		if err != nil {
			return sdk, err
		}
		if first == nil {
			first = plan
		}
		part, err := plan.Build(ctx)
		if err != nil {
			return sdk, err
		}
		parts = append(parts, part)
		k.add(filepath.Base(part.Root))
	}
	name, store := opts.Target.String()+"-"+k.sum(), first.store
	sdk = toolchain.SDK{Root: store.path("sdk", name), Target: opts.Target}
	if exists(sdk.Marker()) {
		return sdk, nil
	}
	lock, err := store.lock(ctx, "sdk-"+name, nil)
	if err != nil {
		return sdk, err
	}
	defer lock.unlock()
	if exists(sdk.Marker()) {
		return sdk, nil
	}
	if err := first.complete(ctx); err != nil {
		return sdk, err
	}
	b, err := first.newBuilder(ctx)
	if err != nil {
		return sdk, err
	}
	defer b.close()
	first.opts.Reporter.Total(1)
	end := first.opts.Reporter.Begin(opts.Target.String())
	err = b.join(ctx, parts, opts.Target, name)
	end(err)
	return sdk, store.diskFull(err)
}

func (b *builder) join(ctx context.Context, parts []toolchain.SDK, target toolchain.Target, name string) error {
	j := &joining{builder: b, sdk: toolchain.SDK{Root: filepath.Join(b.work.dir, "sdk"), Target: target}}
	var err error
	if j.numbers, err = callNumbers(b.entries); err != nil {
		return err
	}
	for _, sdk := range parts {
		k, err := readKernel(sdk)
		if err != nil {
			return err
		}
		j.kernels = append(j.kernels, k)
	}
	if err := copyTree(parts[0].Root, j.sdk.Root); err != nil {
		return err
	}
	for _, step := range []func() error{
		j.empty,
		func() error { return j.rename(ctx) },
		func() error { return j.stubs(ctx) },
		j.script,
		j.symbols,
		func() error { return j.describe(strings.TrimPrefix(name, target.String()+"-")) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("joining %s: %w", target, err)
		}
	}
	return b.store.publish(j.sdk.Root, b.store.path("sdk", name))
}

// readKernel finds what an SDK's kernel consists of.
func readKernel(sdk toolchain.SDK) (*kernel, error) {
	k := &kernel{sdk: sdk, defined: map[string]bool{}, prefix: strings.ReplaceAll(sdk.Target.Platform, "-", "_") + "."}
	for _, s := range perKernel {
		k.defined[s] = true
	}
	var err error
	if k.archives, err = filepath.Glob(filepath.Join(sdk.Kernel(), "lib*.a")); err != nil {
		return nil, err
	}
	for _, a := range k.archives {
		err := eachSymbols(a, func(list []elf.Symbol) {
			var functions []string
			for _, s := range list {
				if s.Section == elf.SHN_UNDEF || elf.ST_BIND(s.Info) == elf.STB_LOCAL || slices.Contains(common, s.Name) {
					continue
				}
				k.defined[s.Name] = true
				if t := elf.ST_TYPE(s.Info); t == elf.STT_FUNC || t == elf.STT_NOTYPE {
					functions = append(functions, s.Name)
				}
			}
			k.members = append(k.members, functions)
		})
		if err != nil {
			return nil, err
		}
	}
	return k, nil
}

// eachSymbols calls f with the symbols of each object of an archive.
func eachSymbols(archive string, f func([]elf.Symbol)) error {
	text, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	err = eachMember(text, func(_, data []byte) error {
		if !bytes.HasPrefix(data, []byte(elf.ELFMAG)) {
			return nil // the index, or the table of names
		}
		e, err := elf.NewFile(bytes.NewReader(data))
		if err != nil {
			return err
		}
		list, err := e.Symbols()
		if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
			return err
		}
		f(list)
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	return nil
}

// empty removes what the first part's kernel brought along.
func (j *joining) empty() error {
	for _, pattern := range []string{"lib*.a", "*/link.txt"} {
		files, err := filepath.Glob(filepath.Join(j.sdk.Kernel(), pattern))
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	return os.Remove(j.sdk.Marker())
}

// archive is where a kernel's archive lies in the joined SDK: libbase.xen.a.
func (k *kernel) archive(base string) string {
	return strings.TrimSuffix(base, ".a") + "." + strings.TrimSuffix(k.prefix, ".") + ".a"
}

// dispatched tells whether a PVH entry has to choose among kernels, and which is
// for Xen.
func (j *joining) dispatched() (xen, other *kernel) {
	for _, k := range j.kernels {
		switch {
		case !k.defined["uc_pvh_entry"]:
		case k.defined["uc_xen_param"]:
			xen = k
		default:
			other = k
		}
	}
	if xen == nil || other == nil {
		return nil, nil
	}
	return xen, other
}

func (j *joining) rename(ctx context.Context) error {
	objcopy, err := toolchain.FindTool("objcopy")
	if err != nil {
		return err
	}
	xen, other := j.dispatched()
	for i, k := range j.kernels {
		list := filepath.Join(j.work.dir, "renamed-"+k.prefix+"txt")
		var text strings.Builder
		for _, s := range sortedKeys(k.defined) {
			fmt.Fprintf(&text, "%s %s%s\n", s, k.prefix, s)
		}
		if err := os.WriteFile(list, []byte(text.String()), 0o644); err != nil {
			return err
		}
		options := []string{"--enable-deterministic-archives", "--redefine-syms=" + list}
		for level := 1; level <= initLevels; level++ {
			options = append(options, fmt.Sprintf("--rename-section=.uc_init.%d=.uc_init_%s%d", level, k.prefix, level))
		}
		if i > 0 {
			for _, s := range common {
				options = append(options, "--weaken-symbol="+s)
			}
		}
		if k == xen || k == other {
			options = append(options, "--remove-section=.note.Xen")
		}
		for _, a := range k.archives {
			to := filepath.Join(j.sdk.Kernel(), k.archive(filepath.Base(a)))
			if err := j.command(ctx, "objcopy", j.environment(), objcopy, append(slices.Clone(options), a, to)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// script makes the linker's script have each kernel's initialisers.
func (j *joining) script() error {
	files, err := filepath.Glob(filepath.Join(j.sdk.Kernel(), "*", "image.lds"))
	if err != nil || len(files) != 1 {
		return fmt.Errorf("there are %d linker scripts", len(files))
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	const begin, end = "\t.uc_init : ALIGN(8) {\n", "} :ro\n"
	before, rest, ok := strings.Cut(string(text), begin)
	block, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return errors.New("the linker script has no initialisers")
	}
	var all strings.Builder
	for _, k := range j.kernels {
		own := strings.ReplaceAll(block, ".uc_init.", ".uc_init_"+k.prefix)
		for _, s := range perKernel {
			own = strings.ReplaceAll(own, s, k.prefix+s)
		}
		all.WriteString("\t.uc_init_" + strings.TrimSuffix(k.prefix, ".") + " : ALIGN(8) {\n" + own + end)
	}
	if err := os.Remove(files[0]); err != nil {
		return err
	}
	return os.WriteFile(files[0], []byte(before+all.String()+after), 0o644)
}

// symbols makes the list of what every image has.
func (j *joining) symbols() error {
	var text strings.Builder
	xen, _ := j.dispatched()
	if xen != nil {
		text.WriteString("uc_pvh_entry\n")
	}
	for _, k := range j.kernels {
		lists, err := filepath.Glob(filepath.Join(k.sdk.Kernel(), "*", "link.txt"))
		if err != nil {
			return err
		}
		for _, l := range lists {
			list, err := os.ReadFile(l)
			if err != nil {
				return err
			}
			for line := range strings.Lines(string(list)) {
				if line = strings.TrimSpace(line); line != "" && line[0] != '#' && (xen == nil || line != hvmEntry) {
					text.WriteString(k.prefix + line + "\n")
				}
			}
		}
	}
	file := filepath.Join(j.sdk.Kernel(), "joined", "link.txt")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text.String()), 0o644)
}

// describe writes share/sdk.json: a library of several kernels has the archives
// of all.
func (j *joining) describe(hash string) error {
	var all description
	place := map[string]int{}
	for i, k := range j.kernels {
		text, err := os.ReadFile(k.sdk.Marker())
		if err != nil {
			return err
		}
		var d description
		if err := json.Unmarshal(text, &d); err != nil {
			return fmt.Errorf("%s: %w", k.sdk.Marker(), err)
		}
		if i == 0 {
			all = d
			all.Libraries = nil
		} else {
			all.Answers += missingLines(d.Answers, all.Answers)
		}
		for _, l := range d.Libraries {
			at, there := place[l.Name]
			if !there {
				at = len(all.Libraries)
				place[l.Name] = at
				all.Libraries = append(all.Libraries, l)
				all.Libraries[at].Archives = nil
			}
			for _, a := range l.Archives {
				if filepath.Dir(a) == "usr/lib/unicore" {
					a = filepath.Join(filepath.Dir(a), k.archive(filepath.Base(a)))
				}
				if !slices.Contains(all.Libraries[at].Archives, a) {
					all.Libraries[at].Archives = append(all.Libraries[at].Archives, a)
				}
			}
		}
	}
	for i := range all.Libraries {
		if all.Libraries[i].Archives == nil {
			all.Libraries[i].Archives = []string{}
		}
	}
	all.Target, all.Hash = j.sdk.Target.String(), hash
	text, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(j.sdk.Marker(), append(text, '\n'), 0o644)
}

// missingLines are the lines of a text that another one has not.
func missingLines(text, other string) (lines string) {
	have := strings.SplitAfter(other, "\n")
	for line := range strings.SplitAfterSeq(text, "\n") {
		if !slices.Contains(have, line) {
			lines += line
		}
	}
	return lines
}
