// SPDX-License-Identifier: BSD-3-Clause

// Package cover makes covering arrays: few cases in which every pair of choices
// occurs.
package cover

import "strings"

// Factor is something to choose, and its values.
type Factor struct {
	Name   string
	Values []string
}

// Row is a value, by index, for each factor.
type Row []int

// Answers are the words of the row's values.
func (r Row) Answers(factors []Factor) (words []string) {
	for k, v := range r {
		words = append(words, strings.Fields(factors[k].Values[v])...)
	}
	return words
}

// pairs calls f for every pair of values of different factors in a row.
func (r Row) pairs(f func(pair)) {
	for a := range r {
		for b := a + 1; b < len(r); b++ {
			f(pair{a, r[a], b, r[b]})
		}
	}
}

// pair is two factors, the lower one first, and a value of each.
type pair struct{ a, va, b, vb int }

// Array is rows in which each pair of values of two factors occurs at least
// once. Each row begins with a pair that is missing still, and takes for one
// factor after the other the value that adds most: few rows, though not always
// the fewest that there could be.
func Array(factors []Factor) (rows []Row) {
	missing := map[pair]bool{}
	var order []pair
	for a := range factors {
		for b := a + 1; b < len(factors); b++ {
			for va := range factors[a].Values {
				for vb := range factors[b].Values {
					p := pair{a, va, b, vb}
					missing[p] = true
					order = append(order, p)
				}
			}
		}
	}
	for _, first := range order {
		if !missing[first] {
			continue
		}
		r := make(Row, len(factors))
		for i := range r {
			r[i] = -1
		}
		r[first.a], r[first.b] = first.va, first.vb
		for i := range r {
			if r[i] < 0 {
				r[i] = best(factors[i], i, r, missing)
			}
		}
		r.pairs(func(p pair) { delete(missing, p) })
		rows = append(rows, r)
	}
	return rows
}

// best is the value of factor i that makes most missing pairs with those that
// the row has already.
func best(f Factor, i int, r Row, missing map[pair]bool) int {
	best, most := 0, -1
	for v := range f.Values {
		n := 0
		for k, w := range r {
			switch {
			case w < 0 || k == i:
			case k < i && missing[pair{k, w, i, v}], k > i && missing[pair{i, v, k, w}]:
				n++
			}
		}
		if n > most {
			best, most = v, n
		}
	}
	return best
}
