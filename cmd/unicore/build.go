// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"

	"unicore/toolchain"
)

type buildCommand struct {
	Target string `arg:"" help:"Target, for example kvm-x86_64, or several separated by commas; see: unicore list targets."`
	sdkFlags
}

func (buildCommand) Help() string {
	return `Prints the SDK's folder. Nothing is done when it is there already: its name is the
hash of all that it is made from.

Examples:
  unicore build kvm-x86_64
  unicore build kvm-x86_64 --offline --sources /media/sources`
}

func (c *buildCommand) Run(g *globals) error {
	targets, err := toolchain.ParseTargets(c.Target)
	if err != nil {
		return usageError{err}
	}
	for _, t := range targets {
		sdk, err := c.ready(g, t.String())
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(g.stdout, sdk.Root); err != nil {
			return err
		}
	}
	return nil
}
