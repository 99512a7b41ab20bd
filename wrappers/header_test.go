// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import "testing"

func TestHeaderOf(t *testing.T) {
	for text, want := range map[string]string{
		"": "",
		"In file included from a.c:1:\nb.h:2:10: fatal error: openssl/ssl.h: No such file or directory\n    2 | #include\n": "openssl/ssl.h",
		"a.c:1:10: fatal error: 'openssl/ssl.h' file not found\n":                                                           "openssl/ssl.h",
		"a.c:1:2: error: #error x\ncompilation terminated: No such file or directory\n":                                     "",
		"cc1: fatal error: too many errors\n":                                                                               "",
	} {
		if got := headerOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
