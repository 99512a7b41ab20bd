// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"unicore/toolchain"
	"unicore/wrappers/sdkfiles"
)

// addWrappers adds the wrapper's names and files.
func addWrappers(files map[string]sdkFile, t toolchain.Target) {
	for name, text := range sdkfiles.Files() {
		files[name] = sdkFile{content: text}
	}
	for _, name := range sdkfiles.Tools() {
		files["bin/"+t.Triplet()+"-"+name] = sdkFile{link: "../" + toolFile}
		files["plain/"+name] = sdkFile{link: "../" + toolFile}
	}
	for _, name := range sdkfiles.Libexec() {
		files["libexec/"+name] = sdkFile{link: "unicore-tool"}
	}
}
