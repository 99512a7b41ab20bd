// SPDX-License-Identifier: BSD-3-Clause

// Package nearest finds what was meant by a word that is misspelt.
package nearest

// Of returns the candidate that differs least from word, or "" when none is
// similar: when more than a third of its letters and one would have to change.
func Of(word string, candidates []string) string {
	return Within(len(word)/3+1, word, candidates)
}

// Within is Of for candidates so many that one is always a little alike: at most that
// many letters may differ.
func Within(most int, word string, candidates []string) string {
	best, found := most+1, ""
	for _, c := range candidates {
		if d := Distance(word, c); d < best {
			best, found = d, c
		}
	}
	return found
}

// Distance is the number of insertions, deletions and replacements that make
// b of a.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
