// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Formats are what Render knows.
var Formats = []string{"sh", "fish", "make", "json"}

// Render writes variables as commands for a shell, as a makefile to include,
// or as a JSON object (where removed variables are left out).
func Render(format string, vars []Var) (string, error) {
	if !slices.Contains(Formats, format) {
		return "", Hint(fmt.Errorf("%q: no such format", format), "formats: %s", strings.Join(Formats, ", "))
	}
	var b strings.Builder
	object := map[string]string{}
	for _, v := range vars {
		if strings.ContainsAny(v.Value, "\n\r\x00") {
			return "", fmt.Errorf("%s: a line end in %q", v.Name, v.Value)
		}
		switch {
		case format == "sh" && v.Unset:
			fmt.Fprintf(&b, "unset %s;\n", v.Name)
		case format == "sh":
			fmt.Fprintf(&b, "export %s=%s;\n", v.Name, quoteSh(v.Value))
		case format == "fish" && v.Unset:
			fmt.Fprintf(&b, "set -e %s;\n", v.Name)
		case format == "fish":
			fmt.Fprintf(&b, "set -gx %s '%s';\n", v.Name, strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v.Value))
		case format == "make" && v.Unset:
			fmt.Fprintf(&b, "unexport %s\n", v.Name)
		case format == "make":
			fmt.Fprintf(&b, "export %s := %s\n", v.Name, strings.NewReplacer(`$`, `$$`, `#`, `\#`).Replace(v.Value))
		case !v.Unset:
			object[v.Name] = v.Value
		}
	}
	if format == "json" {
		text, err := json.MarshalIndent(object, "", "  ")
		return string(text) + "\n", err
	}
	return b.String(), nil
}

// RenderFailure writes what an environment's reader gets when there is none.
// Its failure must show in the shell or makefile that reads it, too: eval of
// nothing succeeds, and the build goes on with the machine's own compiler.
func RenderFailure(format string) string {
	switch format {
	case "json":
		return "" // which no reader accepts
	case "make":
		return "$(error unicore env has failed)\n"
	}
	return "false;\n"
}

// quoteSh quotes a value so that it survives eval "$(…)" and also eval $(…).
// The latter splits the text into words, expands patterns in them and joins
// them by single blanks, before the quotes mean anything: so a second blank in
// a row, a tab and the letters of patterns are spelled by printf.
func quoteSh(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			b.WriteString(`'\''`)
		case c == '\t', c == '*', c == '?', c == '[', c == ' ' && i > 0 && s[i-1] == ' ':
			fmt.Fprintf(&b, `'"$(printf '\%03o')"'`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
