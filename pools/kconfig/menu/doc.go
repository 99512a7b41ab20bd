// SPDX-License-Identifier: BSD-3-Clause

// Package menu answers Kconfig questions on a terminal: a full-screen menu with
// the keys of the kernel's menuconfig. It knows nothing of what is configured;
// Options bring in what belongs to one program.
package menu

import "unicore/pools/kconfig"

// Options fit the menu to a program.
type Options struct {
	// File is where answers are saved to, and loaded from when the user says
	// so. Run itself loads nothing.
	File string
	// Save writes the answers to a file: by default SaveFile does.
	Save func(c *kconfig.Config, file string) error
	// Note is a short text about a symbol as it is, shown at the end of its
	// line: what it adds to the image, for one. It may be nil.
	Note func(s *kconfig.Symbol) string
	// Redraw makes the menu draw itself again at each value: notes may come
	// later than the first screen. It may be nil.
	Redraw <-chan struct{}
	// Advice is the command that gives a symbol a value, for those who would
	// rather type it. It may be nil.
	Advice func(s *kconfig.Symbol, value string) string
}
