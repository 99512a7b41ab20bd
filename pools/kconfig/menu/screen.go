// SPDX-License-Identifier: BSD-3-Clause

package menu

import (
	"os"
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"
)

// minWidth and minHeight are the least that the menu can be used on.
const minWidth, minHeight = 40, 12

// styles are what things look like. Without colour the line that is chosen is
// reversed and what is hidden is dim; it also has a mark of its own.
type styles struct {
	plain, title, chosen, hidden, frame, note, wrong tcell.Style
}

func newStyles(s tcell.Screen) styles {
	d := tcell.StyleDefault
	st := styles{d, d.Bold(true), d.Reverse(true), d.Dim(true), d, d, d.Bold(true)}
	if os.Getenv("NO_COLOR") != "" || s.Colors() < 8 {
		return st
	}
	st.title = st.title.Foreground(tcell.ColorTeal)
	st.frame = d.Foreground(tcell.ColorTeal)
	st.note = d.Foreground(tcell.ColorGreen)
	st.wrong = st.wrong.Foreground(tcell.ColorMaroon)
	return st
}

// put writes text from x on, at most width columns, and returns how many it
// took. Control characters do not reach the terminal.
func (u *ui) put(x, y, width int, style tcell.Style, text string) int {
	text = clean(text)
	used := 0
	g := uniseg.NewGraphemes(text)
	for g.Next() {
		w := g.Width()
		if used+w > width {
			u.s.SetContent(x+width-1, y, '…', nil, style)
			return width
		}
		r := g.Runes()
		u.s.SetContent(x+used, y, r[0], r[1:], style)
		used += w
	}
	return used
}

func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}

// row is put of a whole line, filled up with blanks.
func (u *ui) row(x, y, width int, style tcell.Style, text string) {
	used := 0
	if text != "" {
		used = u.put(x, y, width, style, text)
	}
	for ; used < width; used++ {
		u.s.SetContent(x+used, y, ' ', nil, style)
	}
}

// box draws a frame with a title and empties what is in it.
func (u *ui) box(x, y, w, h int, title string) {
	for i := range h {
		u.row(x, y+i, w, u.st.plain, "")
		u.s.SetContent(x, y+i, tcell.RuneVLine, nil, u.st.frame)
		u.s.SetContent(x+w-1, y+i, tcell.RuneVLine, nil, u.st.frame)
	}
	for i := range w {
		u.s.SetContent(x+i, y, tcell.RuneHLine, nil, u.st.frame)
		u.s.SetContent(x+i, y+h-1, tcell.RuneHLine, nil, u.st.frame)
	}
	u.s.SetContent(x, y, tcell.RuneULCorner, nil, u.st.frame)
	u.s.SetContent(x+w-1, y, tcell.RuneURCorner, nil, u.st.frame)
	u.s.SetContent(x, y+h-1, tcell.RuneLLCorner, nil, u.st.frame)
	u.s.SetContent(x+w-1, y+h-1, tcell.RuneLRCorner, nil, u.st.frame)
	if title = " " + clean(title) + " "; w > 6 {
		tw := min(uniseg.StringWidth(title), w-4)
		u.put(x+(w-tw)/2, y, tw, u.st.title, title)
	}
}

// buttons draws a row of buttons, centred, one of them chosen.
func (u *ui) buttons(x, y, w int, names []string, chosen int) {
	total := 0
	for _, n := range names {
		total += len(n) + 4
	}
	at := x + max(0, (w-total-2*(len(names)-1))/2)
	for i, n := range names {
		st := u.st.plain
		if i == chosen {
			st = u.st.chosen
		}
		at += u.put(at, y, x+w-at, st, "< "+n+" >") + 2
	}
}

// wrap breaks text into lines of at most width columns, at blanks where there
// are any.
func wrap(text string, width int) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for uniseg.StringWidth(line) > width {
			cut, used, space := 0, 0, 0
			g := uniseg.NewGraphemes(line)
			for g.Next() {
				if used += g.Width(); used > width {
					break
				}
				_, cut = g.Positions()
				if g.Str() == " " {
					space = cut
				}
			}
			if space > len(line)-len(strings.TrimLeft(line, " ")) {
				cut = space
			}
			if cut == 0 {
				break // not even one character fits
			}
			out = append(out, strings.TrimRight(line[:cut], " "))
			line = line[cut:]
		}
		out = append(out, line)
	}
	return out
}
