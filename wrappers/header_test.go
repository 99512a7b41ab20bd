// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"strings"
	"testing"
)

// What is asked again writes no file, and finds the headers that the compiler did.
func TestToPreprocess(t *testing.T) {
	for line, want := range map[string]string{
		"-specs=s --sysroot=r -B b/ -ffile-prefix-map=a=b -c a.c -o a.o -MD -MF a.d -MT x -save-temps": "-specs=s --sysroot=r -B b/ a.c",
		"-I. -I inc -isystem sys -iquote=q -include c.h -DX -D Y=1 -UZ -std=c11 -O2 -m32 b.c":          "-I. -I inc -isystem sys -iquote=q -include c.h -DX -D Y=1 -UZ -std=c11 -O2 -m32 b.c",
		"-Wp,-MD,x -fdump-tree-all -fstack-usage -aux-info f -Wall -g -x c - -lz -L l d.c":             "-x c d.c",
		"-fdiagnostics-format=json -fmessage-length=40 --param p=1 -mllvm x e.c /dev/stdin":            "e.c",
	} {
		if got, ok := toPreprocess(strings.Fields(line)); !ok || strings.Join(got, " ") != want {
			t.Errorf("%s\n got %q, %v\nwant %q", line, got, ok, want)
		}
	}
	for _, line := range []string{"-c -- -a.c", "-c @words"} {
		if got, ok := toPreprocess(strings.Fields(line)); ok {
			t.Errorf("%s: %q", line, got)
		}
	}
}

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
