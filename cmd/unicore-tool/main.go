// SPDX-License-Identifier: BSD-3-Clause

// Command unicore-tool is the wrapper binary: under the name of a compiler,
// linker or other tool it does what that tool does, for an SDK's target.
package main

import (
	"os"

	"unicore/wrappers"
)

func main() { os.Exit(wrappers.Main(os.Args)) }
