// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"unicore/toolchain"
)

type envCommand struct {
	Target string   `arg:"" optional:"" help:"Target, for example kvm-x86_64, or several separated by commas; see: unicore list targets."`
	Names  []string `arg:"" optional:"" name:"name" help:"Print only the values of these variables, one a line."`
	Format string   `placeholder:"FORMAT" help:"sh, fish, make or json (default: sh)."`
	Unset  bool     `help:"Print what undoes it: PATH as it was, all other variables removed."`
	sdkFlags
}

func (envCommand) Help() string {
	return `The first use builds the target's SDK, with progress on standard error. On failure the
commands printed make eval or source fail as well.

With several targets each link leaves an image for each: the first one's at the name that
the build wants, the others' beside it, as NAME.TARGET.

Examples:
  eval $(unicore env kvm-x86_64)                sh, bash, dash, zsh
  unicore env kvm-x86_64 --format fish | source
  unicore env kvm-x86_64 --format make >unicore.mk
  unicore env kvm-x86_64 CC AR                  values only
  eval $(unicore env kvm-x86_64,xen-x86_64)     images for both from one compile
  eval $(unicore env --unset)`
}

func (c *envCommand) Run(g *globals) error {
	values := len(c.Names) > 0 && c.Format == "" // and no commands
	err := c.blanks()
	if err != nil {
		values = false // but they were wanted
	} else {
		err = c.print(g)
	}
	if err != nil && !values {
		io.WriteString(g.stdout, toolchain.RenderFailure(c.Format))
	}
	return err
}

// blanks is the error of who sets targets apart by them: then the names are targets.
func (c *envCommand) blanks() error {
	if len(c.Names) == 0 {
		return nil
	}
	words := append([]string{c.Target}, c.Names...)
	list := strings.Join(strings.FieldsFunc(strings.Join(words, ","), func(r rune) bool { return r == ',' }), ",")
	if _, err := toolchain.ParseTargets(list); err != nil {
		return nil
	}
	return usageError{toolchain.Hint(fmt.Errorf("env: %s: targets are separated by commas alone", strings.Join(words, " ")), "did you mean %s?", list)}
}

func (c *envCommand) print(g *globals) error {
	vars, err := c.vars(g)
	if err != nil {
		return err
	}
	if len(c.Names) > 0 {
		if vars, err = pick(vars, c.Names); err != nil {
			return err
		}
		if c.Format == "" {
			for _, v := range vars {
				fmt.Fprintln(g.stdout, v.Value)
			}
			return nil
		}
	}
	format := c.Format
	if format == "" {
		format = "sh"
	}
	text, err := toolchain.Render(format, vars)
	if err != nil {
		return err
	}
	_, err = io.WriteString(g.stdout, text)
	return err
}

func (c *envCommand) vars(g *globals) ([]toolchain.Var, error) {
	if c.Format != "" {
		if _, err := toolchain.Render(c.Format, nil); err != nil {
			return nil, usageError{err}
		}
	}
	path := os.Getenv("PATH")
	if c.Unset {
		if c.Target != "" {
			if _, err := toolchain.ParseTargets(c.Target); err != nil {
				return nil, usageError{err}
			}
		}
		return toolchain.UnsetEnv(path), nil
	}
	if c.Target == "" {
		return nil, usageError{toolchain.Hint(fmt.Errorf("env: no target given"), "for example: unicore env %s", toolchain.Targets()[0])}
	}
	o := toolchain.EnvOptions{Path: path}
	targets, err := toolchain.ParseTargets(c.Target)
	if err != nil {
		return nil, usageError{err}
	}
	if o.HostCC, err = toolchain.FindTool("gcc"); err != nil {
		return nil, err
	}
	// Without a C++ compiler there is just no variable for it.
	o.HostCXX, _ = toolchain.FindTool("g++")
	var sdk toolchain.SDK
	for i, t := range targets {
		ready, err := c.ready(g, t.String())
		if err != nil {
			return nil, err
		}
		if i == 0 {
			sdk = ready
		} else {
			o.Also = append(o.Also, ready)
		}
	}
	vars := toolchain.Env(sdk, o)
	return vars, toolchain.ConfigSiteLink(vars)
}

// pick returns the named variables, in the names' order.
func pick(vars []toolchain.Var, names []string) (picked []toolchain.Var, err error) {
	var all []string
	byName := map[string]toolchain.Var{}
	for _, v := range vars {
		all, byName[v.Name] = append(all, v.Name), v
	}
	for _, name := range names {
		v, ok := byName[name]
		if !ok {
			err := fmt.Errorf("%s: no variable of the environment", name)
			if near := toolchain.Nearest(name, all); near != "" {
				return nil, usageError{toolchain.Hint(err, "did you mean %s?", near)}
			}
			return nil, usageError{toolchain.Hint(err, "there are %s", strings.Join(all, ", "))}
		}
		picked = append(picked, v)
	}
	return picked, nil
}
