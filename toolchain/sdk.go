// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"os"
	"path/filepath"
)

// SDK is a finished SDK: a folder from which a build takes everything. It may
// be moved: nothing in it holds its own place.
type SDK struct {
	Root   string // absolute
	Target Target
}

// MarkerFile, below an SDK's root, tells that a folder is one.
const MarkerFile = "share/sdk.json"

// Bin holds the tools named with the triplet.
func (s SDK) Bin() string { return filepath.Join(s.Root, "bin") }

// Plain holds the tools by their plain names.
func (s SDK) Plain() string { return filepath.Join(s.Root, "plain") }

// Libexec holds the wrapper binary, and what a compiler's driver runs.
func (s SDK) Libexec() string { return filepath.Join(s.Root, "libexec") }

// Sysroot is the root of the target's file system as compilers see it.
func (s SDK) Sysroot() string { return filepath.Join(s.Root, "sysroot") }

// Include holds the target's headers.
func (s SDK) Include() string { return filepath.Join(s.Sysroot(), "usr/include") }

// Lib holds the target's libraries.
func (s SDK) Lib() string { return filepath.Join(s.Sysroot(), "usr/lib") }

// Kernel holds the kernel libraries' archives.
func (s SDK) Kernel() string { return filepath.Join(s.Lib(), "unicore") }

// Share holds configuration: config.site, toolchain.cmake, cross.ini, …
func (s SDK) Share() string { return filepath.Join(s.Root, "share") }

// Marker is the file that describes the SDK.
func (s SDK) Marker() string { return filepath.Join(s.Root, MarkerFile) }

// Tool returns a tool's name as found through PATH, for example
// x86_64-unicore-linux-musl-gcc.
func (s SDK) Tool(name string) string { return s.Target.Triplet() + "-" + name }

// inSDK tells whether dir is one of an SDK's folders of tools, so that a
// search for the build machine's own tools passes it by.
func inSDK(dir string) bool {
	switch filepath.Base(dir) {
	case "bin", "plain", "libexec":
		_, err := os.Stat(filepath.Join(filepath.Dir(filepath.Clean(dir)), MarkerFile))
		return err == nil
	}
	return false
}
