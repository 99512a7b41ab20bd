// SPDX-License-Identifier: BSD-3-Clause

package pools_test

import (
	"testing"

	_ "unicore/platforms"
	"unicore/pools"
)

// The definitions of the project itself fit together.
func TestDefault(t *testing.T) {
	p, err := pools.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range p.Libraries() {
		if _, err := l.Files(); err != nil {
			t.Error(err)
		}
	}
}
