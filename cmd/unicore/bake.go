// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"unicore/platforms"
	"unicore/pools/selection"
	"unicore/toolchain"
	"unicore/wrappers/part"
)

type bakeCommand struct {
	Image  string `arg:"" help:"A file that a build made."`
	For    string `required:"" placeholder:"TARGET" help:"Target, or several separated by commas."`
	Output string `short:"o" placeholder:"FILE" type:"path" help:"The image to write (default: IMAGE.TARGET)."`
	JSON   bool   `name:"json" help:"Print JSON: the images that were made."`
	sdkFlags
}

func (bakeCommand) Help() string {
	return `Links an image's program again for another platform, without building it anew: what a
build leaves has the program's own objects in a section that is not loaded. strip takes it
out, so bake first.

The image's own selection of libraries holds for the other platform as well, unless
--config or UNICORE_CONFIG names another.

Examples:
  unicore bake objs/nginx --for xen-x86_64
  unicore bake hello --for xen-x86_64,xen-hvm-x86_64`
}

// baked is an image that was made.
type baked struct {
	Image  string `json:"image"`
	Target string `json:"target"`
	Size   int64  `json:"size"`
}

func (c *bakeCommand) Run(g *globals) error {
	targets, err := toolchain.ParseTargets(c.For)
	if err != nil {
		return usageError{err}
	}
	if c.Output != "" && len(targets) > 1 {
		return usageError{toolchain.Hint(errors.New("--output: one file for several targets"), "leave it out: IMAGE.TARGET is written")}
	}
	img, err := platforms.OpenImage(c.Image)
	if err != nil {
		return err
	}
	p, err := ownPart(img)
	if err != nil {
		return err
	}
	if c.Config == "" {
		if c.own, err = selection.ParseFile(c.Image, []byte(p.Answers)); err != nil {
			return err
		}
	}
	made := []baked{}
	for _, t := range targets {
		sdk, err := c.ready(g, t.String())
		if err != nil {
			return err
		}
		output := c.Output
		if output == "" {
			output = c.Image + "." + t.String()
		}
		if err := relink(g, p, sdk, output); err != nil {
			return err
		}
		fi, err := os.Stat(output)
		if err != nil {
			return err
		}
		made = append(made, baked{output, t.String(), fi.Size()})
		if !c.JSON {
			fmt.Fprintln(g.stdout, output)
		}
	}
	if c.JSON {
		return printJSON(g.stdout, made)
	}
	return nil
}

// ownPart reads the program's own part of an image.
func ownPart(img *platforms.Image) (*part.Part, error) {
	f, err := elf.Open(img.Path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", img.Path, err)
	}
	defer f.Close()
	s := f.Section(part.Section)
	if s == nil {
		return nil, toolchain.Hint(fmt.Errorf("%s: the program's own part was stripped", img.Path),
			"bake the image as its build left it; strip comes last")
	}
	data, err := s.Data()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", img.Path, err)
	}
	p, err := part.Decode(data)
	if errors.Is(err, part.ErrNone) {
		return nil, toolchain.Hint(fmt.Errorf("%s: %w", img.Path, err),
			"the link was told to strip (-s), to use a layout of its own (-T), or UNICORE_KEEP=no; build it again, under: unicore env TARGET,TARGET")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", img.Path, err)
	}
	return p, nil
}

// relink links a program by an SDK's linker.
func relink(g *globals, p *part.Part, sdk toolchain.SDK, output string) error {
	dir, err := os.MkdirTemp("", "unicore-bake-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for n, f := range p.Files {
		file := filepath.Join(dir, p.FileName(n))
		if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, f.Data, 0o600); err != nil {
			return err
		}
		if bytes.HasPrefix(f.Data, []byte("!<arch>\n")) {
			if err := run(g, sdk, filepath.Join(sdk.Bin(), sdk.Tool("gcc-ranlib")), "-D", file); err != nil {
				return err
			}
		}
	}
	words, err := p.Command(sdk.Root, dir, func(base string) (string, error) {
		out, err := exec.CommandContext(g.ctx, filepath.Join(sdk.Bin(), sdk.Tool("gcc")), "-print-file-name="+base).Output()
		return strings.TrimSpace(string(out)), err
	})
	if err != nil {
		return err
	}
	// The compiler's driver runs the linker: it knows its own plugin. Its
	// result is whole or not there.
	temporary := filepath.Join(dir, "image")
	argv := append(append([]string{"-nostdlib", "-o", temporary}, p.Driver...), xlinker(words)...)
	var list strings.Builder
	for _, w := range argv {
		list.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(w) + "\"\n")
	}
	response := filepath.Join(dir, "words")
	if err := os.WriteFile(response, []byte(list.String()), 0o600); err != nil {
		return err
	}
	if err := run(g, sdk, filepath.Join(sdk.Bin(), sdk.Tool("gcc")), "@"+response); err != nil {
		return fmt.Errorf("%s: %w", output, err)
	}
	return install(temporary, output)
}

// xlinker makes words options for the compiler's driver.
func xlinker(words []string) (argv []string) {
	for _, w := range words {
		argv = append(argv, "-Xlinker", w)
	}
	return argv
}

// run runs a tool of an SDK; what it complains about is passed on.
func run(g *globals, sdk toolchain.SDK, tool string, args ...string) error {
	cmd := exec.CommandContext(g.ctx, tool, args...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "UNICORE_ALSO=") && !strings.HasPrefix(e, "UNICORE_EXCLUDE=") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Stdout, cmd.Stderr = g.stderr, g.stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the link for %s failed: %w", sdk.Target, err)
	}
	return nil
}

// install puts the linker's result in its place.
func install(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	fi, err := os.Stat(from)
	if err != nil {
		return err
	}
	err = toolchain.WriteFile(to, data, fi.Mode().Perm())
	// Of the file beside it nobody knows.
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = fmt.Errorf("%s: %w", to, path.Err)
	case errors.As(err, &link):
		err = fmt.Errorf("%s: %w", to, link.Err)
	}
	return err
}
