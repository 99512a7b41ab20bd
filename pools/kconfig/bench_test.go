// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"io"
	"testing"
	"testing/fstest"

	"unicore/pools/kconfig"
	"unicore/pools/kconfig/kconfigtest"
)

func BenchmarkLarge(b *testing.B) {
	tree := fstest.MapFS{"Kconfig": {Data: []byte(kconfigtest.Large(10000, "modules"))}}
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := kconfig.Parse("Kconfig", kconfig.Options{FS: tree}); err != nil {
				b.Fatal(err)
			}
		}
	})
	c, err := kconfig.Parse("Kconfig", kconfig.Options{FS: tree})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("evaluate", func(b *testing.B) {
		for b.Loop() {
			c.ResetAll()
			for _, s := range c.Symbols() {
				s.Value()
			}
		}
	})
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			c.WriteConfig(io.Discard)
		}
	})
	b.Run("set", func(b *testing.B) {
		s := c.Lookup("PART_100")
		for b.Loop() {
			s.Set("n")
			s.Set("y")
			c.Lookup("DRIVER_5001").Value()
		}
	})
}
