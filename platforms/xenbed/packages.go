// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"context"
	"embed"
	"strings"

	"unicore/sysroot"
)

// recipe is what a bed's parts are made by.
//
//go:embed assemble*.go
var recipe embed.FS

// roots are the packages that a dom0 needs. The kernel is the normal one: the
// cloud's is built without CONFIG_XEN_DOM0.
var roots = []string{
	"xen-system-amd64", "xenstore-utils", "linux-image-amd64", "busybox-static", "libgcc-s1",
	"qemu-system-xen", "qemu-system-data", "seabios",
}

// follow tells which of their dependencies count: the parts that the first
// one only names, and shared libraries.
func follow(name string) bool {
	for _, p := range []string{"lib", "zlib1g", "xen-hypervisor-4", "xen-utils-4", "linux-image-"} {
		if strings.HasPrefix(name, p) {
			return name != "libc-bin" && !strings.HasPrefix(name, "libpython")
		}
	}
	return false
}

// parts returns the folder that holds what a bed boots, made when it is not
// there; anew looks for newer packages.
func parts(ctx context.Context, opts sysroot.Options, anew bool) (string, error) {
	p := sysroot.Packages{Name: "xenbed", Roots: roots, Follow: follow, Make: assemble}
	entries, err := recipe.ReadDir(".")
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		text, err := recipe.ReadFile(e.Name())
		if err != nil {
			return "", err
		}
		p.Inputs = append(p.Inputs, e.Name(), string(text))
	}
	return p.Get(ctx, opts, anew)
}

// Fetch gets and makes what a bed boots, from the newest packages.
func Fetch(ctx context.Context, opts sysroot.Options) error {
	_, err := parts(ctx, opts, true)
	return err
}
