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
		for _, w := range strings.Fields(a) {
			if w == "--" {
				return "", toolchain.Hint(fmt.Errorf("--append %q: arguments of the application do not belong there", a),
					"they come last: unicore run IMAGE -- ARGUMENTS")
			}
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
