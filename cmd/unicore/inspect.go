// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"slices"
	"strings"

	"unicore/platforms"
)

type inspectCommand struct {
	Image   string `arg:"" help:"A file that a build made."`
	JSON    bool   `name:"json" xor:"form" help:"Print JSON."`
	SBOM    bool   `name:"sbom" xor:"form" help:"Print the list of what is in it as SPDX 2.3, in JSON."`
	Verbose bool   `short:"v" help:"Show the addresses of the entries, and the SDK."`
}

func (inspectCommand) Help() string {
	return `Shows the ways into an image, its target, and the libraries that have a part in it:
their versions, licences and sizes. These are the bytes that a library takes in memory:
data that begins as zeros counts, which the file does not hold.

Examples:
  unicore inspect objs/nginx
  unicore inspect objs/nginx --json
  unicore inspect objs/nginx --sbom >nginx.spdx.json

The time in an SPDX list is SOURCE_DATE_EPOCH's, or else the start of 1970: the same image
always has the same list.`
}

// entryText says who enters an image there.
func entryText(kind, target string) string {
	switch kind {
	case "linux":
		return "Linux, as an ordinary program"
	case "pv":
		return "PV: Xen, paravirtualised"
	case "hvm":
		return "Multiboot: Xen, HVM by direct kernel boot"
	}
	var who []string
	if target == "" || strings.Contains(target, "kvm-") {
		who = append(who, "QEMU, Firecracker, Cloud Hypervisor")
	}
	if target == "" || strings.Contains(target, "xen-hvm-") {
		who = append(who, "Xen")
	}
	return "PVH: " + strings.Join(who, ", ")
}

func (c *inspectCommand) Run(g *globals) error {
	img, err := platforms.OpenImage(c.Image)
	if err != nil {
		return err
	}
	if c.SBOM {
		return printSBOM(g, img)
	}
	libraries := slices.Clone(img.Libraries)
	slices.SortStableFunc(libraries, func(a, b platforms.Library) int { return int(b.Bytes - a.Bytes) })
	img.Libraries = libraries
	if c.JSON {
		return printJSON(g.stdout, img)
	}
	rows := [][]string{{"image", img.Path}, {"size", bytesText(img.Size)}, {"target", known(img.Target)}}
	if c.Verbose {
		rows = append(rows, []string{"sdk", known(img.SDK)})
	}
	for _, e := range img.Entries {
		text := entryText(e.Kind, img.Target)
		if c.Verbose {
			text += fmt.Sprintf(" (%#x)", e.Address)
		}
		if pv := img.PV; c.Verbose && e.Kind == "pv" {
			text += fmt.Sprintf(", virt_base %#x, hypercall_page %#x, init_p2m %#x, features %q",
				pv.VirtBase, pv.HypercallPage, pv.InitP2M, pv.Features)
		}
		rows = append(rows, []string{"entry", text})
	}
	if err := table(g.stdout, rows); err != nil {
		return err
	}
	if len(libraries) == 0 {
		_, err := fmt.Fprintln(g.stdout, "\nThe image does not tell its libraries.")
		return err
	}
	fmt.Fprintln(g.stdout)
	rows = [][]string{{"library", "version", "licence", "in memory"}}
	for _, l := range libraries {
		rows = append(rows, []string{l.Name, l.Version, l.License, fmt.Sprint(l.Bytes)})
	}
	return table(g.stdout, rows)
}

func known(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}
