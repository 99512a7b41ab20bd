// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"sync/atomic"

	"unicore/sysroot"
)

// menuSizes are the libraries' sizes, looked for while the menu is there
// already: the first screen does not wait for the disk.
type menuSizes struct {
	known atomic.Pointer[map[string]int64]
	found chan struct{}
}

func findSizes() *menuSizes {
	m := &menuSizes{found: make(chan struct{}, 1)}
	go func() {
		// Without a store there are no figures, which is all that this is for.
		if sizes, err := sysroot.BuiltSizes(""); err == nil {
			m.known.Store(&sizes)
			m.found <- struct{}{}
		}
	}()
	return m
}

// text is what stands behind a library: how much an image has of it at most.
func (m *menuSizes) text(library string) string {
	if sizes := m.known.Load(); sizes != nil {
		if n, ok := (*sizes)[library]; ok && n > 0 {
			return "<= " + bytesText(n)
		}
	}
	return ""
}
