// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"fmt"
	"path/filepath"
	"strings"

	"unicore/toolchain"
)

// ShellQuote writes words as sh reads them.
func ShellQuote(words []string) string {
	var quoted []string
	for _, w := range words {
		if w == "" || strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%") != "" {
			w = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
		quoted = append(quoted, w)
	}
	return strings.Join(quoted, " ")
}

// EscapeQEMU writes a value of a QEMU option list: a comma is doubled.
func EscapeQEMU(s string) string { return strings.ReplaceAll(s, ",", ",,") }

// CommandLine is what the kernel gets: the image's name, the platform's own
// words, those of the user, and behind -- the application's arguments.
func (o *Options) CommandLine(own ...string) (string, error) {
	words := append([]string{"unicore.name=" + QuoteWord(filepath.Base(o.Image.Path))}, own...)
	for _, a := range o.Append {
		if _, err := SplitWords(a); err != nil {
			return "", err
		}
		words = append(words, a)
	}
	if len(o.Args) > 0 {
		words = append(words, "--")
	}
	for _, a := range o.Args {
		words = append(words, QuoteWord(a))
	}
	return strings.Join(words, " "), nil
}

// SplitWords reads the words of an --append as the kernel does: pools/main/cmdline/split.c.
// What a shell would read otherwise, or what would go on in the next words, is refused.
func SplitWords(s string) (words []string, err error) {
	bad := func(cause, hint string) ([]string, error) {
		return nil, toolchain.Hint(fmt.Errorf("--append %q: %s", s, cause), "%s", hint)
	}
	var word strings.Builder
	in, quoted := false, false
	start := 0 // of the word
	for i := 0; i <= len(s); i++ {
		if i == len(s) || !quoted && strings.IndexByte(" \t\n\r", s[i]) >= 0 {
			if in && s[start:i] == "--" {
				return bad("arguments of the application do not belong there", "they come last: unicore run IMAGE -- ARGUMENTS")
			}
			if in {
				words = append(words, word.String())
			}
			word.Reset()
			in = false
			continue
		}
		if !in {
			in, start = true, i
		}
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\'' && !quoted:
			return bad("single quotes group nothing there", `double quotes do: 'A="b c"'; a ' itself is \'`)
		case c == '\\' && i+1 == len(s):
			return bad("ends with a backslash, which would take the blank behind", `a \ itself is \\`)
		case c == '\\':
			i++
			word.WriteByte(s[i])
		default:
			word.WriteByte(c)
		}
	}
	if quoted {
		return bad("a double quote is not closed", `a " itself is \"`)
	}
	return words, nil
}

// QuoteWord writes s so that the kernel reads it as one word.
func QuoteWord(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\r\n\"\\") {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// ExitStatus is the exit status that the record "KIND CODE" of an image's end
// means; the kernel writes it by uc_power_off.
func ExitStatus(record string) (int, bool) {
	var kind string
	var code int
	if n, err := fmt.Sscanf(record, "%s %d", &kind, &code); n != 2 || err != nil {
		return 0, false
	}
	switch kind {
	case "exit":
		return code & 0xff, true
	case "signal":
		return 128 + code&0x7f, true
	case "panic":
		return 134, true
	case "reboot":
		return 0, true
	}
	return 0, false
}
