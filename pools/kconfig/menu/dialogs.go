// SPDX-License-Identifier: BSD-3-Clause

package menu

import (
	"unicode"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"
)

// read shows text until the user has enough of it.
func (u *ui) read(title string, lines []string) {
	top := 0
	for {
		rows, total := 0, 0
		e := u.key(func() {
			w, h := u.s.Size()
			u.box(0, 0, w, h, title)
			var all []string
			for _, l := range lines {
				all = append(all, wrap(clean(l), w-4)...)
			}
			rows, total = h-4, len(all)
			top = max(0, min(top, total-rows))
			for i := 0; i < rows && top+i < total; i++ {
				u.put(2, 1+i, w-4, u.st.plain, all[top+i])
			}
			if top+rows < total {
				u.put(w-8, h-3, 6, u.st.frame, " ↓ ")
			}
			u.buttons(1, h-2, w-2, []string{"Exit"}, 0)
		})
		if e == nil {
			return
		}
		switch e.Key() {
		case tcell.KeyUp:
			top--
		case tcell.KeyDown:
			top++
		case tcell.KeyPgUp:
			top -= rows
		case tcell.KeyPgDn:
			top += rows
		case tcell.KeyHome:
			top = 0
		case tcell.KeyEnd:
			top = total
		case tcell.KeyEscape, tcell.KeyEnter, tcell.KeyCtrlC:
			return
		case tcell.KeyRune:
			switch e.Rune() {
			case ' ':
				top += rows
			case 'q', 'e', 'x':
				return
			}
		}
	}
}

// pick has one of the lines chosen; -1 when the user would not.
func (u *ui) pick(title string, lines []string) int {
	cursor, top := 0, 0
	for {
		rows := 0
		e := u.key(func() {
			w, h := u.s.Size()
			u.box(0, 0, w, h, title)
			rows = h - 4
			top = max(0, min(top, cursor), cursor-rows+1)
			for i := 0; i < rows && top+i < len(lines); i++ {
				style := u.st.plain
				if top+i == cursor {
					style = u.st.chosen
				}
				u.row(2, 1+i, w-4, style, lines[top+i])
			}
			u.buttons(1, h-2, w-2, []string{"Go there", "Escape"}, 0)
		})
		if e == nil {
			return -1
		}
		switch e.Key() {
		case tcell.KeyUp:
			cursor--
		case tcell.KeyDown:
			cursor++
		case tcell.KeyPgUp:
			cursor -= rows
		case tcell.KeyPgDn:
			cursor += rows
		case tcell.KeyHome:
			cursor = 0
		case tcell.KeyEnd:
			cursor = len(lines) - 1
		case tcell.KeyEnter:
			return cursor
		case tcell.KeyEscape, tcell.KeyCtrlC:
			return -1
		}
		cursor = max(0, min(cursor, len(lines)-1))
	}
}

// ask returns the number of the button that was pressed, -1 for none.
func (u *ui) ask(text string, buttons ...string) int {
	chosen := 0
	for {
		e := u.key(func() {
			w, h := u.s.Size()
			bw := min(w-4, 60)
			lines := wrap(text, bw-4)
			bh := len(lines) + 4
			x, y := (w-bw)/2, max(0, (h-bh)/2)
			u.box(x, y, bw, bh, "")
			for i, l := range lines {
				u.put(x+2, y+1+i, bw-4, u.st.plain, l)
			}
			u.buttons(x, y+bh-2, bw, buttons, chosen)
		})
		if e == nil {
			return -1
		}
		switch e.Key() {
		case tcell.KeyRight, tcell.KeyTab, tcell.KeyDown:
			chosen = (chosen + 1) % len(buttons)
		case tcell.KeyLeft, tcell.KeyBacktab, tcell.KeyUp:
			chosen = (chosen + len(buttons) - 1) % len(buttons)
		case tcell.KeyEnter:
			return chosen
		case tcell.KeyEscape, tcell.KeyCtrlC:
			return -1
		case tcell.KeyRune:
			for i, b := range buttons {
				if unicode.ToLower(e.Rune()) == unicode.ToLower(rune(b[0])) {
					return i
				}
			}
		}
	}
}

// input has a line edited; false when the user would not.
func (u *ui) input(title, prompt, text string) (string, bool) {
	line := []rune(text)
	at := len(line)
	for {
		e := u.key(func() { u.drawInput(title, prompt, line, at) })
		if e == nil {
			return "", false
		}
		u.message = ""
		switch e.Key() {
		case tcell.KeyEnter:
			return string(line), true
		case tcell.KeyEscape, tcell.KeyCtrlC:
			return "", false
		case tcell.KeyLeft:
			at = max(0, at-1)
		case tcell.KeyRight:
			at = min(len(line), at+1)
		case tcell.KeyHome, tcell.KeyCtrlA:
			at = 0
		case tcell.KeyEnd, tcell.KeyCtrlE:
			at = len(line)
		case tcell.KeyBackspace, tcell.KeyBackspace2:
			if at > 0 {
				line = append(line[:at-1], line[at:]...)
				at--
			}
		case tcell.KeyDelete, tcell.KeyCtrlD:
			if at < len(line) {
				line = append(line[:at], line[at+1:]...)
			}
		case tcell.KeyCtrlU:
			line, at = line[at:], 0
		case tcell.KeyCtrlK:
			line = line[:at]
		case tcell.KeyRune:
			if len(line) < 4096 {
				line = append(line[:at], append([]rune{e.Rune()}, line[at:]...)...)
				at++
			}
		}
	}
}

func (u *ui) drawInput(title, prompt string, line []rune, at int) {
	w, h := u.s.Size()
	bw := min(w-4, 70)
	lines := wrap(clean(prompt), bw-4)
	lines = lines[:min(len(lines), h-8)]
	bh := len(lines) + 6
	x, y := (w-bw)/2, max(0, (h-bh)/2)
	u.box(x, y, bw, bh, title)
	for i, l := range lines {
		u.put(x+2, y+1+i, bw-4, u.st.plain, l)
	}
	field := y + len(lines) + 2
	width := bw - 4
	from := 0
	for uniseg.StringWidth(string(line[from:at])) >= width {
		from++
	}
	u.row(x+2, field, width, u.st.chosen, string(line[from:]))
	u.s.ShowCursor(x+2+uniseg.StringWidth(string(line[from:at])), field)
	u.put(x+2, field+1, width, u.st.wrong, u.message)
	u.buttons(x, y+bh-2, bw, []string{"Ok", "Escape"}, 0)
}
