// SPDX-License-Identifier: BSD-3-Clause

// Package platforms holds the places where an image boots: each folder has
// the platform's libraries.
package platforms

import (
	"embed"

	"unicore/pools"
)

//go:embed all:kvm all:xen all:xen-hvm
var files embed.FS

func init() { pools.Register(pools.PlatformPool, files) }
