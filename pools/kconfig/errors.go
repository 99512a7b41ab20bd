// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"fmt"
	"strings"
)

// Error is a mistake in a Kconfig file.
type Error struct {
	Pos    Pos
	Column int    // from 1, in bytes; 0 when the whole line is meant
	Text   string // the line
	Msg    string
	Hint   string // what to do; may be empty
	// Include is where the file was sourced from, the innermost first.
	Include []Pos
}

// Error is the place, the cause, and the line with a caret under the column.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", e.Pos)
	if e.Column > 0 {
		fmt.Fprintf(&b, ":%d", e.Column)
	}
	fmt.Fprintf(&b, ": %s", e.Msg)
	if e.Column > 0 {
		line, caret := caretLine(e.Text, e.Column)
		fmt.Fprintf(&b, "\n    %s\n    %s^", line, caret)
	}
	for _, p := range e.Include {
		fmt.Fprintf(&b, "\n  sourced from %s", p)
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, "\nhint: %s", e.Hint)
	}
	return b.String()
}

// caretLine cuts a line to what fits a terminal, replaces what would garble
// it, and returns it with the blanks that belong before the caret.
func caretLine(text string, column int) (line, blanks string) {
	const width, before = 72, 48
	start := 0
	if column > width {
		start = column - before
	}
	clean := func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return ' '
		}
		return r
	}
	if start > len(text) {
		start = len(text)
	}
	head := text[start:]
	at := min(column-1-start, len(head))
	prefix := strings.Map(clean, head[:at])
	rest := head[at:]
	if len(rest) > width-at && width > at {
		rest = rest[:width-at]
	} else if width <= at {
		rest = ""
	}
	if start > 0 {
		prefix = "…" + prefix
	}
	return prefix + strings.TrimRight(strings.Map(clean, rest), " "),
		strings.Repeat(" ", len([]rune(prefix)))
}

// Warning is something in a Kconfig file that is allowed but is hardly meant.
type Warning struct {
	Pos Pos
	Msg string
}

func (w Warning) String() string { return fmt.Sprintf("%s: warning: %s", w.Pos, w.Msg) }

// CycleError is a symbol that depends on itself.
type CycleError struct {
	// Steps lead from a symbol round to the same one.
	Steps []CycleStep
}

// CycleStep says that From depends on To.
type CycleStep struct {
	From, To string
	How      string // "depends on", "is selected by", …
	Pos      Pos    // of the line that makes it so
}

func (e *CycleError) Error() string {
	var b strings.Builder
	b.WriteString("recursive dependency: ")
	for _, s := range e.Steps {
		b.WriteString(s.From + " → ")
	}
	b.WriteString(e.Steps[0].From)
	for _, s := range e.Steps {
		fmt.Fprintf(&b, "\n  %s: %s %s %s", s.Pos, s.From, s.How, s.To)
	}
	return b.String()
}
