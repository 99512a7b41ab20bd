// SPDX-License-Identifier: BSD-3-Clause

package nearest

import "testing"

func TestOf(t *testing.T) {
	words := []string{"default", "depends", "help", "hex"}
	for word, want := range map[string]string{
		"defualt": "default", "depend": "depends", "hlep": "help", "hexx": "hex", "default": "default", "unrelated": "", "": "",
	} {
		if got := Of(word, words); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
