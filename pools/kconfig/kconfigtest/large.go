// SPDX-License-Identifier: BSD-3-Clause

// Package kconfigtest makes Kconfig trees for tests and measurements.
package kconfigtest

import (
	"fmt"
	"strings"
)

// Large is a tree of n symbols, and a few more, that looks like an honest one.
// The line that makes MODULES what m depends on is modules: the tools differ.
func Large(n int, modules string) string {
	var b strings.Builder
	b.WriteString("mainmenu \"Large\"\n\nconfig MODULES\n\tbool \"Modules\"\n\t" + modules + "\n\tdefault y\n\n")
	for i := range n {
		if i%50 == 0 {
			if i > 0 {
				b.WriteString("endif\n\nendmenu\n\n")
			}
			fmt.Fprintf(&b, "menu \"Part %d\"\n\nconfig PART_%d\n\tbool \"Enable part %d\"\n\tdefault y\n\nif PART_%d\n\n", i/50, i/50, i/50, i/50)
		}
		typ := [...]string{"bool", "tristate", "bool", "int", "bool", "tristate", "bool", "string", "bool", "hex"}[i%10]
		fmt.Fprintf(&b, "config DRIVER_%d\n\t%s \"Driver number %d of this tree\"\n", i, typ, i)
		if i > 20 && i%3 == 0 {
			fmt.Fprintf(&b, "\tdepends on DRIVER_%d && (DRIVER_%d || !DRIVER_%d)\n", i-i%10-10, i-i%10-8, i-i%10-6)
		}
		switch typ {
		case "bool", "tristate":
			fmt.Fprintf(&b, "\tdefault y if PART_%d\n", i/50)
			if i%7 == 0 && i+10 < n {
				fmt.Fprintf(&b, "\tselect DRIVER_%d if DRIVER_%d\n", i-i%10+12, max(0, i-i%10-10))
			}
		case "int":
			fmt.Fprintf(&b, "\trange 1 %d\n\tdefault %d\n", i+10, i)
		case "hex":
			fmt.Fprintf(&b, "\tdefault 0x%x\n", i)
		case "string":
			fmt.Fprintf(&b, "\tdefault \"name-%d\"\n", i)
		}
		fmt.Fprintf(&b, "\thelp\n\t  This is what driver number %d is about, in a sentence or two\n\t  that a user would read.\n\n\t  If unsure, say Y.\n\n", i)
	}
	b.WriteString("endif\n\nendmenu\n")
	return b.String()
}
