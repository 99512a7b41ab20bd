// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"strings"

	"unicore/pools/selection"
	"unicore/toolchain"
)

type setCommand struct {
	Answers []string `arg:"" name:"KEY=VALUE" help:"A symbol, with or without CONFIG_, or a library, and its value."`
	changeFlags
}

func (setCommand) Help() string {
	return `Examples:
  unicore set LIB_NET_LWIP=n
  unicore set CONFIG_LIB_ZLIB=y CONFIG_LIB_PCRE2=n --json`
}

func (c *setCommand) Run(g *globals) error {
	var answers []selection.Answer
	for _, a := range c.Answers {
		name, value, ok := strings.Cut(a, "=")
		if !ok || name == "" {
			return usageError{toolchain.Hint(fmt.Errorf("set: %q: expected KEY=VALUE", a), "for example: unicore set LIB_ZLIB=n")}
		}
		answers = append(answers, selection.Answer{Name: name, Value: value})
	}
	return c.change(g, answers)
}
