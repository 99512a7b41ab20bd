// SPDX-License-Identifier: BSD-3-Clause

package menu

import (
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"
)

// listFrame are the rows of a menu that hold no entries.
const listFrame = 11

var legend = [...]string{
	"Arrows move, <Enter> opens ---> and asks for (values); space, y, m, n set.",
	"[*] y  <M> m  [ ] n  -*- held by others   / search  ? help  z all  Esc back",
}

func (u *ui) drawMenu(p *page, list []item) {
	w, h := u.s.Size()
	u.row(0, 0, w, u.st.title, " "+u.o.File+" - "+u.c.Root().Title())
	crumbs := ""
	for _, n := range path(p.node) {
		crumbs += " > " + n.Title()
	}
	u.put(1, 1, w-2, u.st.plain, strings.TrimPrefix(crumbs, " "))
	title := p.node.Title()
	u.box(0, 2, w, h-3, title)
	for i, line := range legend {
		u.put(2, 3+i, w-4, u.st.plain, line)
	}
	for i := range w - 2 {
		u.s.SetContent(1+i, 5, tcell.RuneHLine, nil, u.st.frame)
	}
	top, rows := 6, h-listFrame
	p.top = max(0, min(p.top, p.cursor), p.cursor-rows+1)
	p.top = min(p.top, max(0, len(list)-rows))
	for i := 0; i < rows && p.top+i < len(list); i++ {
		u.drawItem(list[p.top+i], 2, top+i, w-4, p.top+i == p.cursor)
	}
	if p.top > 0 {
		u.put(w-8, 5, 6, u.st.frame, " ↑ ")
	}
	if p.top+rows < len(list) {
		u.put(w-8, top+rows, 6, u.st.frame, " ↓ ")
	}
	if len(list) == 0 {
		u.put(4, top, w-8, u.st.hidden, "(nothing to choose; z shows hidden entries)")
	}
	status := u.message
	style := u.st.wrong
	if status == "" && len(list) > 0 {
		status, style = list[p.cursor].status(), u.st.plain
	}
	u.put(2, h-4, w-4, style, status)
	u.buttons(1, h-3, w-2, menuButtons, u.button)
	if u.changed {
		u.put(w-10, h-1, 9, u.st.note, "(changed)")
	}
}

func (u *ui) drawItem(it item, x, y, width int, chosen bool) {
	style := u.st.plain
	if it.hidden {
		style = u.st.hidden
	}
	if chosen {
		style = u.st.chosen
	}
	note := ""
	if s := it.node.Symbol(); s != nil && u.o.Note != nil {
		note = clean(u.o.Note(s))
	}
	nw := uniseg.StringWidth(note)
	if nw > width/2 {
		note, nw = "", 0
	}
	room := width
	if nw > 0 {
		room -= nw + 1
		st := u.st.note
		if chosen {
			st = u.st.chosen
		}
		u.row(x+room, y, nw+1, st, " "+note)
	}
	u.row(x, y, room, style, it.text())
}
