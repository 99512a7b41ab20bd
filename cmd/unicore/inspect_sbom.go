// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"unicore/platforms"
	"unicore/platforms/sbom"
	"unicore/toolchain"
)

func printSBOM(g *globals, img *platforms.Image) error {
	seconds := int64(0)
	if text := os.Getenv("SOURCE_DATE_EPOCH"); text != "" {
		var err error
		// The year 9999 is the last that the form of the time has.
		if seconds, err = strconv.ParseInt(text, 10, 64); err != nil || seconds < 0 || seconds > 253402300799 {
			return toolchain.Hint(fmt.Errorf("SOURCE_DATE_EPOCH=%q: not a number of seconds", text), "unset SOURCE_DATE_EPOCH")
		}
	}
	d, err := sbom.New(img, "unicore-"+version, time.Unix(seconds, 0))
	if err != nil {
		return err
	}
	return printJSON(g.stdout, d)
}
