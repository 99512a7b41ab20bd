// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import "fmt"

// Lines tells an explanation in plain words, one sentence a line; what belongs
// to the line above is indented.
func (e *Explanation) Lines() []string {
	s := e.Symbol
	out := []string{fmt.Sprintf("%s is %s: %s", s.title(), shown(e.Value), e.reason())}
	if e.Ignored != "" {
		out = append(out, fmt.Sprintf("the answer %s has no effect", shown(e.Ignored)))
	}
	for _, l := range e.Links {
		out = append(out, l.line())
	}
	if len(e.Blocked) > 0 {
		head := s.title() + " cannot be set:"
		if e.Limit == Mod {
			head = s.title() + " can be m at most:"
		}
		out = append(out, head)
		out = causeLines(out, e.Blocked, "  ")
	} else if s.prompts.first == nil && s.defined {
		out = append(out, s.title()+" cannot be set: it has no prompt")
		if len(e.Links) == 0 {
			for _, l := range s.SelectedBy() {
				out = append(out, "  "+l.couldLine())
			}
		}
	}
	if len(e.Unmet) > 0 {
		out = append(out, "the select leaves dependencies unmet:")
		out = causeLines(out, e.Unmet, "  ")
	}
	return out
}

func shown(v string) string {
	if v == "" {
		return "empty"
	}
	return v
}

func (e *Explanation) reason() string {
	s := e.Symbol
	at := ""
	if e.Pos != nil {
		at = " at " + e.Pos.String()
	}
	switch e.Source {
	case FromAnswer:
		return "that was answered"
	case FromDefault:
		return "the default" + at
	case FromSelect:
		return "it is selected"
	case FromImply:
		return "it is implied"
	case FromRange:
		return "the nearest that the range allows" + at
	case FromName:
		return "it is not defined"
	case FromChoice:
		sel := s.choice.now.sel
		switch {
		case sel == s && s.choice.user.sel == s:
			return "it was chosen"
		case sel == s:
			return "the default of the choice"
		case sel != nil:
			return sel.name + " is chosen instead"
		}
	}
	return "nothing sets it"
}

func (l Link) line() string {
	verb := "selects"
	if l.Imply {
		verb = "implies"
	}
	cond := ""
	if l.If != "y" {
		cond = " if " + l.If
	}
	return fmt.Sprintf("%s=%s %s it%s (%s)", l.From.title(), l.From.Value(), verb, cond, l.Pos)
}

func (l Link) couldLine() string {
	verb := "select"
	if l.Imply {
		verb = "imply"
	}
	cond := ""
	if l.If != "y" {
		cond = " if " + l.If
	}
	return fmt.Sprintf("%s would %s it%s (%s)", l.From.title(), verb, cond, l.Pos)
}

func causeLines(out []string, causes []*Cause, indent string) []string {
	for _, c := range causes {
		line := fmt.Sprintf("%sit needs %s (%s)", indent, c.Text, c.Pos)
		switch {
		case c.Symbol == nil && c.Any == nil:
			line += ", which never holds"
		case c.Symbol != nil:
			line += fmt.Sprintf(": %s is %s", c.Symbol.title(), shown(c.Is))
			if c.Settable {
				line += "; set " + c.Symbol.title() + "=" + c.Want
			}
		}
		out = append(out, line)
		for i, alt := range c.Any {
			word := "either"
			if i > 0 {
				word = "or"
			}
			out = append(out, indent+"  "+word)
			out = causeLines(out, alt, indent+"    ")
		}
		if len(c.Because) > 0 {
			out = append(out, indent+"  which cannot be set:")
			out = causeLines(out, c.Because, indent+"    ")
		}
		for _, l := range c.Links {
			if c.Value < c.Need && l.Value == No {
				out = append(out, indent+"  "+l.couldLine())
			} else {
				out = append(out, indent+"  "+l.line())
			}
		}
	}
	return out
}
