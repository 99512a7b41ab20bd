// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"unicore/pools/kconfig"
)

const configPrefix = "CONFIG_"

// Header begins a new file of answers.
const Header = "# Libraries of this folder's applications, in Kconfig's format.\n"

// maxFile bounds a file of answers.
const maxFile = 1 << 20

// File is a file of answers.
type File struct {
	Name  string
	Data  []byte
	lines []line
}

// line is one of a file. symbol is empty for comments and empty lines.
type line struct {
	text          string
	symbol, value string
}

// ParseFile reads a file of answers: lines CONFIG_NAME=VALUE and
// "# CONFIG_NAME is not set", comments and empty lines. The error names all lines that
// are none.
func ParseFile(name string, data []byte) (*File, error) {
	if len(data) > maxFile {
		return nil, &Error{fmt.Sprintf("%s: is larger than %d KiB: this is no selection", name, maxFile>>10), ""}
	}
	f := &File{Name: name, Data: data}
	text := strings.TrimSuffix(string(data), "\n")
	if text == "" {
		return f, nil
	}
	var bad []error
	for i, raw := range strings.Split(text, "\n") {
		l, column := parseLine(strings.TrimSuffix(raw, "\r"))
		if column > 0 {
			e := &kconfig.Error{Pos: kconfig.Pos{File: name, Line: i + 1}, Column: column, Text: l.text, Msg: "expected CONFIG_NAME=VALUE or a comment"}
			bad = append(bad, &Error{e.Error(), fmt.Sprintf("correct the line, or delete it: sed -i %dd %s", i+1, shellWord(name))})
		}
		f.lines = append(f.lines, l)
	}
	if len(bad) > 0 {
		return nil, Errors(bad)
	}
	return f, nil
}

// Placed is an answer and the number of the line, from 1, that gives it.
type Placed struct {
	Answer
	Line int
}

// Answers are those of a file, in its order, as Change takes them: text is without its
// quotes. What nobody can give is none of them: what the target answers for, and what
// follows from others.
func (s *Space) Answers(f *File) (list []Placed, err error) {
	c, _, err := s.load(s.places[0].Target, nil)
	if err != nil {
		return nil, err
	}
	for i, l := range f.lines {
		x := c.Lookup(l.symbol)
		switch {
		case l.symbol == "" || x != nil && !slices.ContainsFunc(x.Nodes(), func(n *kconfig.Node) bool { return n.Title() != "" }):
			continue
		case x != nil && x.Type() == kconfig.String:
			c.LoadConfig(f.Name, []byte(l.text))
			var is bool
			if l.value, is = x.Answer(); !is {
				return nil, &Error{fmt.Sprintf("%s:%d: the value does not fit: %s is %s", f.Name, i+1, l.symbol, x.Type()), ""}
			}
		}
		list = append(list, Placed{Answer{l.symbol, l.value}, i + 1})
	}
	return list, nil
}

// parseLine reads a line; column is where it is wrong, from 1, or 0.
func parseLine(text string) (l line, column int) {
	l.text = text
	trimmed := strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "# "+configPrefix); ok {
		// What comes after it does not count, as in Linux.
		if name, tail, _ := strings.Cut(rest, " "); strings.HasPrefix(tail, "is not set") && nameLength(name) == len(name) {
			l.symbol, l.value = name, "n"
			return l, 0
		}
	}
	if trimmed == "" || trimmed[0] == '#' {
		return l, 0
	}
	rest, ok := strings.CutPrefix(text, configPrefix)
	if !ok {
		return l, 1 + len(text) - len(strings.TrimLeft(text, " \t"))
	}
	n := nameLength(rest)
	if n == 0 || n == len(rest) || rest[n] != '=' {
		return l, len(configPrefix) + n + 1
	}
	l.symbol, l.value = rest[:n], rest[n+1:]
	if i := strings.IndexFunc(l.value, control); i >= 0 {
		return l, len(configPrefix) + n + 2 + i
	}
	return l, 0
}

// control tells what no value has in it.
func control(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

func nameLength(s string) int {
	n := 0
	for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || s[n] >= 'A' && s[n] <= 'Z' || s[n] >= 'a' && s[n] <= 'z') {
		n++
	}
	return n
}

func shellWord(s string) string {
	if strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("/._-+", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// at is a message about a line's value, with the place and a caret.
func (f *File) at(line int, msg string) string {
	text := f.lines[line-1].text
	e := kconfig.Error{Pos: kconfig.Pos{File: f.Name, Line: line}, Column: max(1, strings.Index(text, "=")+2), Text: text, Msg: msg}
	return e.Error()
}

// edit is the file with the answers: lines for other symbols that keep says so
// of stay, and so do comments; a line whose answer changed is changed in
// place, new answers come last, in the order of order.
func (f *File) edit(answers map[string]string, order []string, keep func(symbol, value string) bool) []byte {
	var b bytes.Buffer
	done := map[string]bool{}
	if len(f.lines) == 0 {
		b.WriteString(Header)
	}
	for _, l := range f.lines {
		value, is := answers[l.symbol]
		switch {
		case l.symbol == "":
		case is && done[l.symbol]:
			continue
		case is:
			done[l.symbol] = true
			if value != l.value {
				l.text = answerLine(l.symbol, value)
			}
		case !keep(l.symbol, l.value):
			continue
		}
		b.WriteString(l.text + "\n")
	}
	for _, s := range order {
		if value, is := answers[s]; is && !done[s] {
			done[s] = true
			b.WriteString(answerLine(s, value) + "\n")
		}
	}
	return b.Bytes()
}

func answerLine(symbol, value string) string {
	if value == "n" {
		return "# " + configPrefix + symbol + " is not set"
	}
	return configPrefix + symbol + "=" + value
}
