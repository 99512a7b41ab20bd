// SPDX-License-Identifier: BSD-3-Clause

package cover

import "testing"

// Every pair of values is in some row, counted independently of Array, and
// there are not many more rows than pairs demand.
func TestArray(t *testing.T) {
	sizes := func(n ...int) (list []Factor) {
		for _, k := range n {
			list = append(list, Factor{Values: make([]string, k)})
		}
		return list
	}
	for _, c := range []struct {
		factors []Factor
		most    int
	}{
		{sizes(3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2), 14},
		{sizes(2, 2), 4},
		{sizes(2, 2, 2, 2, 2, 2, 2, 2), 10},
		{sizes(5, 4, 3, 2), 24},
		{sizes(1, 3), 3},
	} {
		rows := Array(c.factors)
		if len(rows) > c.most {
			t.Errorf("%v: %d rows", c.factors, len(rows))
		}
		for a := range c.factors {
			for b := range c.factors {
				if a == b {
					continue
				}
				seen := map[[2]int]bool{}
				for _, r := range rows {
					if len(r) != len(c.factors) || r[a] < 0 || r[a] >= len(c.factors[a].Values) {
						t.Fatalf("%v is no row", r)
					}
					seen[[2]int{r[a], r[b]}] = true
				}
				if want := len(c.factors[a].Values) * len(c.factors[b].Values); len(seen) != want {
					t.Errorf("factors %d and %d: %d of %d pairs", a, b, len(seen), want)
				}
			}
		}
	}
}
