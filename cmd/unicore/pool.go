// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"unicore/pools"
	"unicore/pools/outside"
	"unicore/pools/selection"
	"unicore/sysroot"
	"unicore/toolchain"
)

type poolCommand struct {
	What   string   `arg:"" enum:"add,list,update,remove" help:"add: a folder of libraries; list: the pools that there are; update: take pools as they are now; remove: do without."`
	Pools  []string `arg:"" optional:"" name:"pool" help:"add: the folder; else pools by name."`
	Name   string   `placeholder:"NAME" help:"Name of the pool to add (default: the folder's)."`
	DryRun bool     `short:"n" help:"Only say what would change."`
	JSON   bool     `name:"json" help:"Print JSON."`
	selectionFlags
	Verbose bool `short:"v" hidden:"" help:"Accepted like everywhere."`
}

func (poolCommand) Help() string {
	return `A pool is a folder, or a checkout of git, whose folders below have a library.toml each. The
list of pools is beside the selection: unicore.pools beside unicore.config. It tells what
each library's files were when it was added, and a pool that changed is refused.

Examples:
  unicore pool add ../our-libraries
  unicore pool add ~/src/tlsf --name tlsf
  unicore pool list
  unicore pool update our-libraries
  unicore pool remove our-libraries`
}

// poolText is a pool in JSON.
type poolText struct {
	Name      string   `json:"name"`
	Path      string   `json:"path"`
	Commit    string   `json:"commit,omitempty"`
	Libraries []string `json:"libraries"`
	Changes   []string `json:"changes"`
	Error     string   `json:"error,omitempty"`
}

func (c *poolCommand) Run(g *globals) error {
	run := map[string]func(*globals, selection.Place, *outside.List) error{
		"add": c.add, "list": c.list, "update": c.update, "remove": c.remove,
	}[c.What]
	switch {
	case c.What == "add" && len(c.Pools) != 1:
		return usageError{toolchain.Hint(errors.New("pool add: one folder must be named"), "for example: unicore pool add ../our-libraries")}
	case c.What != "add" && c.Name != "":
		return usageError{toolchain.Hint(errors.New("--name: is for pool add"), "unicore pool --help")}
	case c.What == "remove" && len(c.Pools) == 0:
		return usageError{toolchain.Hint(errors.New("pool remove: no pool is named"), "unicore pool list")}
	}
	var place selection.Place
	if c.What != "list" {
		if !c.DryRun {
			done, err := c.alone(g)
			if err != nil {
				return err
			}
			defer done()
		}
		var err error
		if place, _, err = c.toWrite(); err != nil {
			return err
		}
	}
	list, err := c.poolList()
	if err != nil {
		return err
	}
	if c.What != "add" {
		for _, name := range c.Pools {
			if list.Find(name) == nil {
				return toolchain.Hint(fmt.Errorf("pool %s: is not in %s", name, shortPath(list.File)), "unicore pool list")
			}
		}
	}
	return run(g, place, list)
}

func (c *poolCommand) add(g *globals, place selection.Place, list *outside.List) error {
	dir, err := filepath.Abs(c.Pools[0])
	if err != nil {
		return err
	}
	name := c.Name
	if name == "" {
		name = strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(filepath.Base(dir)), "-"), "-")
	}
	if err := outside.CheckName(name); err != nil {
		return err
	}
	if p := list.Find(name); p != nil {
		return toolchain.Hint(fmt.Errorf("pool %s: is there already: %s", name, list.Folder(p)), "unicore pool update %s, or --name NAME for another one", name)
	}
	p := &outside.Pool{Name: name, Path: dir}
	// What lies beside an application is moved with it.
	base, err := filepath.Abs(filepath.Dir(list.File))
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(base, dir); err == nil && place.From != "user" && !strings.HasPrefix(rel, "../../../") {
		p.Path = rel
	}
	if err := outside.CheckPath(p.Path); err != nil {
		return err
	}
	if _, err := pin(g.ctx, p, dir); err != nil {
		return err
	}
	list.Set(p)
	if err := c.write(g, place, list, name); err != nil {
		return err
	}
	return c.print(g, []*outside.Pool{p}, "added")
}

// pin notes what a pool's libraries are now, and returns what changed.
func pin(ctx context.Context, p *outside.Pool, dir string) ([]string, error) {
	_, found, err := outside.Look(p.Name, dir)
	if err != nil {
		return nil, err
	}
	changes := p.Changes(found)
	p.Libraries, p.Commit = found, ""
	cmd := exec.CommandContext(ctx, "git", "-C", dir, "rev-parse", "--verify", "HEAD")
	// Below a hook of git these name the repository that the hook is of.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "GIT_DIR=") || strings.HasPrefix(v, "GIT_COMMON_DIR=") || strings.HasPrefix(v, "GIT_WORK_TREE=")
	})
	if out, err := cmd.Output(); err == nil { // else it is no checkout, or there is no git
		if commit := strings.TrimSpace(string(out)); regexp.MustCompile(`^[0-9a-f]{40,64}$`).MatchString(commit) {
			p.Commit = commit
		}
	}
	return changes, nil
}

func (c *poolCommand) update(g *globals, place selection.Place, list *outside.List) error {
	var done []*outside.Pool
	for _, p := range list.Pools {
		if len(c.Pools) > 0 && !slices.Contains(c.Pools, p.Name) {
			continue
		}
		changes, err := pin(g.ctx, p, list.Folder(p))
		if err != nil {
			return err
		}
		if len(changes) > 0 {
			done = append(done, p)
			if !c.JSON {
				fmt.Fprintf(g.stdout, "%s: %s\n", p.Name, strings.Join(changes, ", "))
			}
		} else if !c.JSON {
			fmt.Fprintf(g.stdout, "%s: is as it was\n", p.Name)
		}
	}
	if err := c.write(g, place, list, ""); err != nil {
		return err
	}
	if c.JSON {
		return c.print(g, done, "updated")
	}
	return nil
}

func (c *poolCommand) remove(g *globals, place selection.Place, list *outside.List) error {
	for _, name := range c.Pools {
		list.Remove(name)
	}
	if err := c.write(g, place, list, ""); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(g.stdout, map[string]any{"removed": c.Pools})
	}
	for _, name := range c.Pools {
		fmt.Fprintf(g.stdout, "%s: removed\n", name)
	}
	return nil
}

// write changes the list once all pools of it fit together, and with our own. Where
// another pool of it is not what it was, that is seen to when it is: each can be
// updated or removed by itself.
func (c *poolCommand) write(g *globals, place selection.Place, list *outside.List, adding string) error {
	trees, err := list.Load()
	switch {
	case err == nil:
		if err := fit(trees, adding); err != nil {
			return err
		}
	case adding != "":
		return err
	default:
		fmt.Fprintf(g.stderr, "unicore: %v\n", err)
	}
	if c.DryRun {
		return nil
	}
	if _, err := os.Stat(place.Path); errors.Is(err, fs.ErrNotExist) {
		// The list belongs to a selection: without one nobody would look for it.
		if err := replace(place.Path, []byte(selection.Header)); err != nil {
			return err
		}
	}
	text := list.Text()
	if old, err := os.ReadFile(list.File); err == nil && string(old) == string(text) {
		return nil
	}
	if err := replace(list.File, text); err != nil {
		return err
	}
	fmt.Fprintf(g.stderr, "unicore: %s is written\n", shortPath(list.File))
	return nil
}

// fit is an error for pools that do not fit together.
func fit(trees []pools.Tree, adding string) error {
	// The new one comes last: what it clashes with was there before.
	if at := slices.IndexFunc(trees, func(t pools.Tree) bool { return t.Pool == adding }); at >= 0 {
		trees = append(slices.Delete(slices.Clone(trees), at, at+1), trees[at])
	}
	space, err := sysroot.Options{Pools: trees}.Space()
	for _, t := range toolchain.Targets() {
		if err == nil {
			_, _, err = space.Config(selection.Target(t), nil)
		}
	}
	if err == nil {
		if _, err = sysroot.SystemCalls(space.Pool()); err != nil && adding != "" {
			return toolchain.Hint(fmt.Errorf("pool %s: %w", adding, err), "a system call is one library's: take it out of the other, or let that other one be replaced as a whole")
		}
	}
	var clash *pools.Clash
	if errors.As(err, &clash) && adding != "" {
		return toolchain.Hint(err, "give one of them another name; of libraries that can stand for each other each provides the same name")
	}
	return err
}

func (c *poolCommand) list(g *globals, _ selection.Place, list *outside.List) error {
	texts := []poolText{}
	for _, p := range list.Pools {
		if len(c.Pools) > 0 && !slices.Contains(c.Pools, p.Name) {
			continue
		}
		texts = append(texts, c.text(p))
		t := &texts[len(texts)-1]
		if _, found, err := outside.Look(p.Name, list.Folder(p)); err != nil {
			t.Error = err.Error()
		} else {
			t.Changes = append(t.Changes, p.Changes(found)...)
		}
	}
	if c.JSON {
		return printJSON(g.stdout, texts)
	}
	rows := [][]string{{"pool", "folder", "state", "libraries"}}
	for _, t := range texts {
		state := "as it was"
		switch {
		case t.Error != "":
			state = t.Error
		case len(t.Changes) > 0:
			state = strings.Join(t.Changes, ", ")
		}
		rows = append(rows, []string{t.Name, t.Path, state, strings.Join(t.Libraries, " ")})
	}
	if len(texts) == 0 {
		return nil
	}
	return table(g.stdout, rows)
}

func (c *poolCommand) text(p *outside.Pool) poolText {
	return poolText{Name: p.Name, Path: p.Path, Commit: p.Commit, Libraries: slices.Sorted(maps.Keys(p.Libraries)), Changes: []string{}}
}

func (c *poolCommand) print(g *globals, list []*outside.Pool, done string) error {
	texts := []poolText{}
	for _, p := range list {
		texts = append(texts, c.text(p))
	}
	if c.JSON {
		return printJSON(g.stdout, texts)
	}
	for _, t := range texts {
		fmt.Fprintf(g.stdout, "%s: %s: %s\n", t.Name, done, strings.Join(t.Libraries, " "))
	}
	return nil
}
