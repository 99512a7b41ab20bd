// SPDX-License-Identifier: BSD-3-Clause

// Package sdkfiles holds what the wrappers need in an SDK: files and names.
// It is apart from package wrappers so that the wrapper binary does not carry
// them.
package sdkfiles

import (
	_ "embed"

	"unicore/wrappers"
)

//go:embed unicore.specs
var specs string

// Files are the files that the wrappers read, by path in the SDK. None holds
// an absolute path.
//
// The specs tell gcc's driver what is different here, in its own language (GCC
// manual, "Specifying Subprocesses and the Switches to Pass to Them"):
// options that make no sense for an image vanish; code is made so that unused
// parts can be left out and a fault's backtrace can follow frame pointers, both
// unless the user decided otherwise; only the sysroot (%R) is searched.
func Files() map[string]string {
	return map[string]string{"share/unicore.specs": specs}
}

// Tools are the names under which the wrapper binary stands in an SDK's
// folders, without the triplet.
func Tools() []string { return wrappers.Names() }

// Libexec are the names under which it stands in libexec, where a compiler's
// driver finds its linker.
func Libexec() []string { return wrappers.LibexecNames() }
