// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import "unicore/toolchain"

// addWrappers adds the wrapper's names.
func addWrappers(files map[string]sdkFile, t toolchain.Target) {
	for _, name := range []string{"cc", "gcc", "c++", "g++", "cpp", "ld", "ar", "as", "nm", "objcopy", "objdump", "ranlib",
		"readelf", "size", "strings", "strip", "gcc-ar", "gcc-nm", "gcc-ranlib", "clang", "clang++"} {
		files["bin/"+t.Triplet()+"-"+name] = sdkFile{link: "../" + toolFile}
		files["plain/"+name] = sdkFile{link: "../" + toolFile}
	}
	files["libexec/ld"] = sdkFile{link: "unicore-tool"}
}
