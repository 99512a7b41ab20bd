// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"strings"
)

// maxResponse bounds the size of a response file, maxNesting how deep they
// name each other.
const (
	maxResponse = 64 << 20
	maxNesting  = 16
)

// expand replaces each @file by the words in it, as compilers and binutils do:
// a name that cannot be read stays an argument.
func expand(args []string) ([]string, error) {
	for i, a := range args {
		if len(a) > 1 && a[0] == '@' {
			out := append([]string(nil), args[:i]...)
			return expandInto(out, args[i:], 0)
		}
	}
	return args, nil
}

func expandInto(out, args []string, depth int) ([]string, error) {
	if depth > maxNesting {
		return nil, errorf("response files: nested too deep")
	}
	for _, a := range args {
		if len(a) < 2 || a[0] != '@' {
			out = append(out, a)
			continue
		}
		fi, err := os.Stat(a[1:])
		if err != nil || !fi.Mode().IsRegular() && fi.Mode()&os.ModeNamedPipe == 0 {
			out = append(out, a)
			continue
		}
		if fi.Size() > maxResponse {
			return nil, errorf(a, ": too large for a response file")
		}
		text, err := os.ReadFile(a[1:])
		if err != nil {
			out = append(out, a)
			continue
		}
		if out, err = expandInto(out, splitWords(string(text)), depth+1); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// splitWords splits as libiberty's buildargv does: blanks separate, quotes of
// both kinds group, a backslash takes the next character as it is, everywhere.
func splitWords(text string) []string {
	var words []string
	var b strings.Builder
	word, quote, escaped := false, byte(0), false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case escaped:
			b.WriteByte(c)
			escaped = false
		case c == '\\':
			word, escaped = true, true
		case quote != 0:
			if c == quote {
				quote = 0
			} else {
				b.WriteByte(c)
			}
		case c == '\'' || c == '"':
			word, quote = true, c
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f':
			if word {
				words = append(words, b.String())
				b.Reset()
				word = false
			}
		default:
			b.WriteByte(c)
			word = true
		}
	}
	if word {
		words = append(words, b.String())
	}
	return words
}

// joinWords is the inverse of splitWords.
func joinWords(words []string) string {
	var b strings.Builder
	for _, w := range words {
		if w == "" {
			b.WriteString("''")
		}
		for i := 0; i < len(w); i++ {
			switch c := w[i]; c {
			case ' ', '\t', '\n', '\r', '\v', '\f', '\\', '\'', '"':
				b.WriteByte('\\')
			}
			b.WriteByte(w[i])
		}
		b.WriteByte('\n')
	}
	return b.String()
}
