// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"unicore/toolchain"
)

// Packages are binary packages of the distribution, downloaded and unpacked
// but never installed, and what is made of them.
type Packages struct {
	Name   string                 // of the result
	Roots  []string               // packages
	Follow func(name string) bool // dependencies that are taken along
	Inputs []string               // what else the result depends on
	// Make makes the result in the folder dest, of all packages unpacked in
	// one folder.
	Make func(ctx context.Context, unpacked, dest string) error
}

// Get returns the folder of the result. What was made once is used from then
// on, so that nothing changes under a user who did not ask for it; anew asks
// the distribution for its newest packages.
func (p *Packages) Get(ctx context.Context, opts Options, anew bool) (string, error) {
	s, err := openStore(opts.Store)
	if err != nil {
		return "", err
	}
	if opts.Reporter == nil {
		opts.Reporter = silent{}
	}
	k := newKey("packages")
	k.add(p.Name)
	k.list("roots", p.Roots)
	k.list("inputs", p.Inputs)
	last := s.path("state", "made-"+k.sum())
	made := func() (string, bool) {
		name, err := os.ReadFile(last)
		dir := s.path("made", filepath.Base(string(name)))
		return dir, err == nil && len(name) > 0 && exists(dir)
	}
	if dir, ok := made(); ok && !anew {
		return dir, nil
	}
	if opts.Offline {
		return "", hinted("run once without --offline", "%s: is not in the store %s", p.Name, s.dir)
	}
	if err := s.prepare(); err != nil {
		return "", err
	}
	note := opts.Reporter.Note
	lock, err := s.lock(ctx, "made-"+k.sum(), func() { note("waiting for another unicore to make the %s", p.Name) })
	if err != nil {
		return "", err
	}
	defer lock.unlock()
	if dir, ok := made(); ok && !anew {
		return dir, nil
	}
	name, err := p.make(ctx, s, k, opts.Reporter)
	if err != nil {
		return "", s.diskFull(fmt.Errorf("%s: %w", p.Name, err))
	}
	return s.path("made", name), s.diskFull(toolchain.WriteFile(last, []byte(name), 0o644))
}

// make downloads, unpacks and makes, and returns the name of the result,
// which tells the packages that it is made of.
func (p *Packages) make(ctx context.Context, s *Store, k *key, r Reporter) (name string, err error) {
	for _, tool := range []string{"apt-get", "apt-cache", "dpkg-deb"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", hinted("this needs Debian, or its tools and package lists", "there is no %s on this machine", tool)
		}
	}
	lock, err := s.lock(ctx, "apt", func() { r.Note("waiting for another unicore to use apt") })
	if err != nil {
		return "", err
	}
	defer lock.unlock()
	work, err := s.newScratch(ctx)
	if err != nil {
		return "", err
	}
	defer work.remove()
	a := &apt{dir: s.path("apt-deb"), kind: "deb", status: filepath.Join(work.dir, "status"),
		more: []string{"-o", "APT::Architecture=amd64", "-o", "APT::Architectures=amd64"}}
	if err := os.WriteFile(a.status, nil, 0o644); err != nil { // nothing is installed
		return "", err
	}
	if err := a.prepare(); err != nil {
		return "", err
	}
	if err := a.update(ctx, true, r.Note); err != nil {
		return "", err
	}
	all, err := a.closure(ctx, p.Roots, p.Follow)
	if err != nil {
		return "", err
	}
	list, bytes, err := a.files(ctx, work.dir, all)
	if err != nil {
		return "", err
	}
	k.list("packages", list)
	name = p.Name + "-" + k.sum()
	if exists(s.path("made", name)) {
		return name, nil
	}
	r.Total(3)
	step := func(name string, do func() error) {
		if err == nil {
			end := r.Begin(name)
			err = do()
			end(err)
		}
	}
	debs, unpacked, dest := filepath.Join(work.dir, "debs"), filepath.Join(work.dir, "unpacked"), filepath.Join(work.dir, "dest")
	for _, d := range []string{debs, unpacked, dest, s.path("made")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return "", err
		}
	}
	step(fmt.Sprintf("%d packages, %d MB", len(all), (bytes+5e5)/1e6), func() error {
		_, err := a.command(ctx, debs, "apt-get", append([]string{"download", "-qq"}, all...)...)
		return err
	})
	step("unpacking", func() error { return unpackDebs(ctx, debs, unpacked) })
	step(p.Name, func() error { return p.Make(ctx, unpacked, dest) })
	if err != nil {
		return "", err
	}
	return name, s.publish(dest, s.path("made", name))
}

// closure are the packages and those that they depend on, as far as follow
// wants them. Of alternatives all count.
func (a *apt) closure(ctx context.Context, roots []string, follow func(string) bool) ([]string, error) {
	args := []string{"depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
		"--no-replaces", "--no-enhances"}
	out, err := a.command(ctx, a.dir, "apt-cache", append(args, roots...)...)
	if err != nil {
		return nil, err
	}
	needs := dependencies(string(out))
	all := slices.Clone(roots)
	for i := 0; i < len(all); i++ {
		for _, name := range needs[all[i]] {
			if follow(name) && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	slices.Sort(all)
	return all, nil
}

// dependencies reads what `apt-cache depends` prints: a package's name at the
// start of a line, and below it lines "Depends: NAME".
func dependencies(text string) map[string][]string {
	needs := map[string][]string{}
	name := ""
	for line := range strings.Lines(text) {
		switch f := strings.Fields(line); {
		case len(f) == 1 && line[0] != ' ':
			name = f[0]
		case len(f) == 2 && strings.HasSuffix(f[0], "Depends:"):
			needs[name] = append(needs[name], f[1])
		}
	}
	return needs
}

// files are the packages' files with their hashes, and how many bytes they
// have.
func (a *apt) files(ctx context.Context, dir string, packages []string) (list []string, bytes int64, err error) {
	out, err := a.command(ctx, dir, "apt-get", append([]string{"download", "-qq", "--print-uris"}, packages...)...)
	if err != nil {
		return nil, 0, err
	}
	for line := range strings.Lines(string(out)) {
		var uri, file, hash string
		var size int64
		if n, _ := fmt.Sscan(line, &uri, &file, &size, &hash); n != 4 || !strings.Contains(hash, ":") {
			return nil, 0, fmt.Errorf("apt-get download --print-uris: cannot read %q", strings.TrimSpace(line))
		}
		list = append(list, file+" "+hash)
		bytes += size
	}
	if len(list) != len(packages) {
		return nil, 0, fmt.Errorf("apt-get download --print-uris: %d files for %d packages", len(list), len(packages))
	}
	slices.Sort(list)
	return list, bytes, nil
}

func unpackDebs(ctx context.Context, debs, to string) error {
	files, err := filepath.Glob(filepath.Join(debs, "*.deb"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("%s: no packages: %w", debs, os.ErrNotExist)
	}
	for _, f := range files {
		cmd := exec.Command("dpkg-deb", "--extract", f, to)
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := runChild(ctx, cmd, nil); err != nil {
			return fmt.Errorf("dpkg-deb: %w: %s", err, lastLines(out.String(), 3))
		}
		os.Remove(f)
	}
	return nil
}
