// SPDX-License-Identifier: BSD-3-Clause

package menu

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/gdamore/tcell/v2"
	"golang.org/x/sys/unix"

	"unicore/pools/kconfig"
)

// ErrNoTerminal is what Run returns when it has no terminal to run on.
var ErrNoTerminal = errors.New("standard input and output must be a terminal")

// TerminalError is a terminal that cannot show a menu, or is not known.
type TerminalError struct {
	Term  string
	Cause error
}

func (e *TerminalError) Error() string {
	if e.Term == "" {
		return "TERM is not set, so nothing is known of the terminal"
	}
	cause, _, _ := strings.Cut(e.Cause.Error(), "\n")
	return fmt.Sprintf("TERM=%s: %s", e.Term, cause)
}

func (e *TerminalError) Unwrap() error { return e.Cause }

// Run shows the menu until the user leaves it, and reports whether the answers
// were saved since they were changed last.
func Run(c *kconfig.Config, o Options) (saved bool, err error) {
	for _, f := range []*os.File{os.Stdin, os.Stdout} {
		if _, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS); err != nil {
			return false, ErrNoTerminal
		}
	}
	// Of a character set that is not UTF-8, what ASCII has is enough.
	tcell.SetEncodingFallback(tcell.EncodingFallbackASCII)
	s, err := newScreen()
	if err == nil {
		err = s.Init()
	}
	if err != nil {
		return false, &TerminalError{os.Getenv("TERM"), err}
	}
	defer s.Fini()
	// A signal must not leave the terminal as the menu needs it.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	done := make(chan struct{})
	defer close(done)
	var by os.Signal
	ended := make(chan struct{})
	go func() {
		select {
		case by = <-signals:
			close(ended)
			// To finish the screen is for who draws on it: tcell draws for ever on
			// one that is finished meanwhile.
			for s.PostEvent(tcell.NewEventInterrupt(by)) != nil { // the queue is full
				select {
				case <-time.After(10 * time.Millisecond):
				case <-done:
					return
				}
			}
		case <-done:
		}
	}()
	go func() {
		for {
			select {
			case _, more := <-o.Redraw:
				if !more {
					return
				}
				s.PostEvent(tcell.NewEventInterrupt(nil)) // a full queue draws anyhow
			case <-done:
				return
			}
		}
	}()
	saved = run(c, o, s)
	select {
	case <-ended:
		return saved, fmt.Errorf("ended by a signal: %v", by)
	default:
		return saved, nil
	}
}

// newScreen is the screen of a terminal of today, whatever it calls itself: the delays
// that a real VT100 needed would make each key wait for a second and more.
func newScreen() (tcell.Screen, error) {
	known, err := tcell.LookupTerminfo(os.Getenv("TERM"))
	if err != nil {
		return nil, err
	}
	t := *known
	t.PadChar = ""
	return tcell.NewTerminfoScreenFromTtyTerminfo(nil, &t)
}

type ui struct {
	c       *kconfig.Config
	o       *Options
	s       tcell.Screen
	st      styles
	all     bool // hidden entries as well
	changed bool
	gone    bool   // the terminal is, or a signal came
	message string // shown until the next key
	button  int
	pages   []page
}

// page is a menu that was entered, and where its cursor is.
type page struct {
	node        *kconfig.Node
	cursor, top int
}

func run(c *kconfig.Config, o Options, s tcell.Screen) bool {
	if o.File == "" {
		o.File = ".config"
	}
	if o.Save == nil {
		o.Save = (*kconfig.Config).SaveFile
	}
	s.EnablePaste()
	u := &ui{c: c, o: &o, s: s, st: newStyles(s), pages: []page{{node: c.Root()}}}
	return u.loop()
}

// key waits for a key, drawing again when the size changes. It returns nil when
// the terminal is gone, from then on.
func (u *ui) key(draw func()) *tcell.EventKey {
	for !u.gone {
		u.s.HideCursor()
		u.s.Clear()
		if w, h := u.s.Size(); w < minWidth || h < minHeight {
			u.put(0, 0, w, u.st.plain, fmt.Sprintf("The terminal is too small: %dx%d at least", minWidth, minHeight))
		} else {
			draw()
		}
		u.s.Show()
		switch e := u.s.PollEvent().(type) {
		case nil, *tcell.EventError:
			u.gone = true
		case *tcell.EventInterrupt:
			u.gone = e.Data() != nil // a signal
		case *tcell.EventResize:
			u.s.Sync()
		case *tcell.EventKey:
			return e
		}
	}
	return nil
}

var menuButtons = []string{"Select", "Exit", "Help", "Save", "Load"}

// loop is the menu itself. It returns whether the answers are saved.
func (u *ui) loop() bool {
	for {
		p := &u.pages[len(u.pages)-1]
		list := items(p.node, u.all)
		p.cursor = max(0, min(p.cursor, len(list)-1))
		e := u.key(func() { u.drawMenu(p, list) })
		if e == nil {
			return !u.changed
		}
		u.message = ""
		var it *item
		if len(list) > 0 {
			it = &list[p.cursor]
		}
		if u.moved(p, list, e) {
			continue
		}
		switch {
		case e.Key() == tcell.KeyEscape || e.Key() == tcell.KeyCtrlC:
			if u.leave() {
				return !u.changed
			}
		case e.Key() == tcell.KeyEnter:
			if u.press(it) {
				return !u.changed
			}
		case e.Key() == tcell.KeyRune:
			if u.rune(p, list, it, e.Rune()) {
				return !u.changed
			}
		}
	}
}

// moved carries out the keys that move the cursor or choose a button.
func (u *ui) moved(p *page, list []item, e *tcell.EventKey) bool {
	_, h := u.s.Size()
	step := max(1, h-listFrame)
	switch e.Key() {
	case tcell.KeyUp, tcell.KeyCtrlP:
		p.cursor--
	case tcell.KeyDown, tcell.KeyCtrlN:
		p.cursor++
	case tcell.KeyPgUp:
		p.cursor -= step
	case tcell.KeyPgDn:
		p.cursor += step
	case tcell.KeyHome:
		p.cursor = 0
	case tcell.KeyEnd:
		p.cursor = len(list) - 1
	case tcell.KeyRight, tcell.KeyTab:
		u.button = (u.button + 1) % len(menuButtons)
	case tcell.KeyLeft, tcell.KeyBacktab:
		u.button = (u.button + len(menuButtons) - 1) % len(menuButtons)
	default:
		return false
	}
	p.cursor = max(0, min(p.cursor, len(list)-1))
	return true
}

// press carries out the chosen button. True ends the menu.
func (u *ui) press(it *item) bool {
	b := u.button
	u.button = 0
	switch b {
	case 0:
		if it != nil {
			u.enter(*it)
		}
	case 1:
		return u.leave()
	case 2:
		u.help(it)
	case 3:
		u.save()
	case 4:
		u.load()
	}
	return false
}

// rune carries out a letter. True ends the menu.
func (u *ui) rune(p *page, list []item, it *item, r rune) bool {
	switch r {
	case 'y', 'Y', 'm', 'M', 'n', 'N', ' ':
		if it != nil {
			u.change(*it, r)
		}
	case '+', '-':
		p.cursor += map[rune]int{'+': 1, '-': -1}[r]
	case '?', 'h', 'H':
		u.help(it)
	case '/':
		u.search()
	case 'z', 'Z':
		u.all = !u.all
		if it != nil {
			u.show(it.node)
		}
	case 's', 'S':
		u.save()
	case 'l', 'L':
		u.load()
	case 'e', 'E', 'x', 'X':
		return u.leave()
	default:
		u.hotkey(p, list, r)
	}
	return false
}

// leave goes one page up, or out of the menu: true when that is done.
func (u *ui) leave() bool {
	if len(u.pages) > 1 {
		u.pages = u.pages[:len(u.pages)-1]
		return false
	}
	if !u.changed {
		return true
	}
	switch u.ask("Save the new configuration?\n\n(Escape goes on.)", "Yes", "No") {
	case 0:
		return u.write(u.o.File)
	case 1:
		return true
	}
	return false
}
