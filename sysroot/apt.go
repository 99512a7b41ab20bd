// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"unicore/pools"

	"unicore/toolchain"
)

const (
	aptConfig  = "/etc/apt"
	indexLives = 24 * time.Hour
)

// aptSource downloads the archive of a source package.
func (f *fetcher) aptSource(ctx context.Context, s *pools.Source, to string) error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return errors.New("there is no apt-get on this machine")
	}
	lock, err := f.store.lock(ctx, "apt", func() { f.note("waiting for another unicore to use apt") })
	if err != nil {
		return err
	}
	defer lock.unlock()
	a := &apt{dir: f.store.path("apt"), kind: "deb-src", status: "/var/lib/dpkg/status"}
	if err := a.prepare(); err != nil {
		return err
	}
	if err := a.update(ctx, false, f.note); err != nil {
		return err
	}
	revisions, err := a.revisions(ctx, s.Debian, s.DebianVersion)
	if err != nil {
		return err
	}
	// The newest revision may be gone from the servers while another one,
	// with the same upstream archive, is there.
	var last error
	for _, v := range revisions {
		if last = a.download(ctx, s.Debian+"="+v, s.File, to); last == nil || ctx.Err() != nil {
			return last
		}
	}
	return last
}

// apt is Debian's package manager without root: it gets a state of its own,
// and the machine's own list of servers, for one kind of packages.
type apt struct {
	dir    string
	kind   string   // "deb" or "deb-src"
	status string   // file that tells what is installed
	more   []string // further options
}

func (a *apt) prepare() error {
	for _, d := range []string{"state/lists/partial", "cache/archives/partial"} {
		if err := os.MkdirAll(filepath.Join(a.dir, d), 0o755); err != nil {
			return err
		}
	}
	one, deb822, err := sourceLists(aptConfig, a.kind)
	if err != nil {
		return err
	}
	for name, text := range map[string]string{"src.list": one, "src.sources": deb822} {
		old, err := os.ReadFile(filepath.Join(a.dir, "parts", name))
		if err == nil && string(old) == text {
			continue
		}
		if err := os.MkdirAll(filepath.Join(a.dir, "parts"), 0o755); err != nil {
			return err
		}
		os.Remove(filepath.Join(a.dir, "updated"))
		if err := toolchain.WriteFile(filepath.Join(a.dir, "parts", name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// sourceLists is the machine's configuration in its two formats, for packages
// of a kind.
func sourceLists(config, kind string) (one, deb822 string, err error) {
	lists, _ := filepath.Glob(filepath.Join(config, "sources.list.d", "*.list"))
	parts, _ := filepath.Glob(filepath.Join(config, "sources.list.d", "*.sources"))
	var a, b strings.Builder
	for _, file := range append([]string{filepath.Join(config, "sources.list")}, lists...) {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line)
			if len(fields) >= 3 && fields[0] == "deb" {
				a.WriteString(kind + " " + strings.Join(fields[1:], " ") + "\n")
			}
		}
	}
	for _, file := range parts {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if key, _, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, "Types") {
				line = "Types: " + kind + "\n"
			}
			b.WriteString(line)
		}
		b.WriteString("\n\n")
	}
	if a.Len() == 0 && b.Len() == 0 {
		return "", "", fmt.Errorf("no deb lines below %s", config)
	}
	return a.String(), b.String(), nil
}

func (a *apt) command(ctx context.Context, dir, tool string, args ...string) ([]byte, error) {
	options := []string{
		"-o", "Dir::State=" + filepath.Join(a.dir, "state"),
		"-o", "Dir::State::status=" + a.status,
		"-o", "Dir::Cache=" + filepath.Join(a.dir, "cache"),
		"-o", "Dir::Etc::sourcelist=/dev/null",
		"-o", "Dir::Etc::sourceparts=" + filepath.Join(a.dir, "parts"),
		"-o", "APT::Sandbox::User=",
		"-o", "Acquire::Languages=none",
		"-o", "Acquire::Retries=2",
	}
	options = append(options, a.more...)
	cmd := exec.Command(tool, append(options, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := runChild(ctx, cmd, nil); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", tool, err, lastLines(errs.String(), 3))
	}
	return out.Bytes(), nil
}

// update reads the indexes, at most once a day unless now is wanted.
func (a *apt) update(ctx context.Context, now bool, note func(string, ...any)) error {
	stamp := filepath.Join(a.dir, "updated")
	if info, err := os.Stat(stamp); err == nil && !now && time.Since(info.ModTime()) < indexLives {
		return nil
	}
	what := "source packages"
	if a.kind == "deb" {
		what = "packages"
	}
	note("reading the indexes of Debian's %s", what)
	if _, err := a.command(ctx, a.dir, "apt-get", "update", "-qq"); err != nil {
		return err
	}
	return toolchain.WriteFile(stamp, nil, 0o644)
}

// revisions lists the package's versions that have this upstream part, the
// newest first.
func (a *apt) revisions(ctx context.Context, name, upstream string) ([]string, error) {
	out, err := a.command(ctx, a.dir, "apt-cache", "showsrc", "--only-source", name)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var list, others []string
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		v, ok := strings.CutPrefix(lines.Text(), "Version: ")
		if !ok || seen[v] {
			continue
		}
		seen[v] = true
		if upstreamOf(v) == upstream {
			list = append(list, v)
		} else {
			others = append(others, v)
		}
	}
	if len(list) == 0 {
		if len(others) > 0 {
			return nil, fmt.Errorf("only other versions: %s", strings.Join(others, ", "))
		}
		return nil, errors.New("no such package")
	}
	sort.Sort(sort.Reverse(sort.StringSlice(list)))
	return list, nil
}

// upstreamOf strips the epoch and Debian's revision.
func upstreamOf(version string) string {
	if _, rest, ok := strings.Cut(version, ":"); ok {
		version = rest
	}
	if i := strings.LastIndexByte(version, '-'); i >= 0 {
		version = version[:i]
	}
	return version
}

func (a *apt) download(ctx context.Context, what, file, to string) error {
	dir, err := os.MkdirTemp(a.dir, "get-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if _, err := a.command(ctx, dir, "apt-get", "source", "-qq", "--download-only", "--tar-only", "--only-source", what); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(dir, file), to); err != nil {
		names := []string{}
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return fmt.Errorf("%s has %s, not %s", what, strings.Join(names, ", "), file)
	}
	return nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
