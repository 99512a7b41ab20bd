// SPDX-License-Identifier: BSD-3-Clause

package menu

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gdamore/tcell/v2"

	"unicore/pools/kconfig"
	"unicore/pools/kconfig/kconfigtest"
)

const tree = `
mainmenu "A unikernel"
config MODULES
	bool "Modules"
	default y
	modules
menu "Network"
config NET
	bool "Networking"
	help
	  Everything that talks to others.
config TLS
	bool "TLS"
	depends on NET
	select RANDOM
config PORT
	int "Port"
	depends on NET
	range 1 65535
	default 80
config HOST
	string "Host name"
	default "box"
endmenu
config RANDOM
	bool "Random numbers"
config DRIVER
	tristate "A driver"
config DEBUG
	bool "Debugging"
if DEBUG
config TRACE
	bool "Tracing"
menuconfig PROFILE
	bool "Profiling"
config RATE
	hex "Rate"
	depends on PROFILE
	default 0x10
endif
choice
	prompt "Allocator"
config TLSF
	bool "TLSF"
config MIMALLOC
	bool "mimalloc"
endchoice
comment "That is all"
`

// script is a screen that types and keeps what was shown before each key.
type script struct {
	tcell.SimulationScreen
	keys   []tcell.Event
	frames []string
	gone   bool
}

func (s *script) PollEvent() tcell.Event {
	if s.gone {
		return nil
	}
	cells, w, h := s.GetContents()
	var b strings.Builder
	for y := range h {
		line := ""
		for x := range w {
			if c := cells[y*w+x]; len(c.Runes) > 0 {
				line += string(c.Runes)
			} else {
				line += " "
			}
		}
		b.WriteString(strings.TrimRight(line, " │") + "\n")
	}
	s.frames = append(s.frames, b.String())
	if len(s.keys) == 0 {
		s.gone = true
		return nil
	}
	e := s.keys[0]
	s.keys = s.keys[1:]
	return e
}

// keys turns words into key presses: names of keys in <>, all else letters.
func keys(t *testing.T, typed string) []tcell.Event {
	t.Helper()
	named := map[string]tcell.Key{
		"enter": tcell.KeyEnter, "esc": tcell.KeyEscape, "up": tcell.KeyUp, "down": tcell.KeyDown, "tab": tcell.KeyTab,
		"left": tcell.KeyLeft, "right": tcell.KeyRight, "home": tcell.KeyHome, "end": tcell.KeyEnd,
		"pgup": tcell.KeyPgUp, "pgdn": tcell.KeyPgDn, "bs": tcell.KeyBackspace2, "del": tcell.KeyDelete, "ctrl-u": tcell.KeyCtrlU,
	}
	var out []tcell.Event
	for typed != "" {
		if rest, ok := strings.CutPrefix(typed, "<"); ok {
			name, after, _ := strings.Cut(rest, ">")
			k, known := named[name]
			if !known {
				t.Fatalf("no key is called %s", name)
			}
			out = append(out, tcell.NewEventKey(k, 0, tcell.ModNone))
			typed = after
			continue
		}
		out = append(out, tcell.NewEventKey(tcell.KeyRune, rune(typed[0]), tcell.ModNone))
		typed = typed[1:]
	}
	return out
}

type session struct {
	c     *kconfig.Config
	s     *script
	saved bool
	file  string
}

// last is what was shown when the keys were used up.
func (s session) last() string { return s.s.frames[len(s.s.frames)-1] }

func play(t *testing.T, w, h int, text, typed string, o Options) session {
	t.Helper()
	c, err := kconfig.Parse("Kconfig", kconfig.Options{FS: fstest.MapFS{"Kconfig": {Data: []byte(text)}}})
	if err != nil {
		t.Fatal(err)
	}
	sim := tcell.NewSimulationScreen("UTF-8")
	if err := sim.Init(); err != nil {
		t.Fatal(err)
	}
	sim.SetSize(w, h)
	s := &script{SimulationScreen: sim, keys: keys(t, typed)}
	if o.File == "" {
		o.File = filepath.Join(t.TempDir(), "x.config")
	}
	saved := run(c, o, s)
	return session{c, s, saved, o.File}
}

func contains(t *testing.T, frame string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(frame, w) {
			t.Errorf("no %q in:\n%s", w, frame)
		}
	}
}

func lacks(t *testing.T, frame string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(frame, w) {
			t.Errorf("%q in:\n%s", w, frame)
		}
	}
}

func TestFirstScreen(t *testing.T) {
	f := play(t, 80, 24, tree, "", Options{File: "my.config"}).last()
	contains(t, f, " my.config - A unikernel", "[*] Modules (NEW)", "    Network  --->", "[ ] Random numbers (NEW)", "< > A driver (NEW)",
		"[ ] Debugging (NEW)", "Allocator (TLSF)  --->", "*** That is all ***", "< Select >  < Exit >  < Help >  < Save >  < Load >")
	lacks(t, f, "Tracing", "Profiling")
	if n := strings.Count(f, "\n"); n != 24 {
		t.Errorf("%d lines", n)
	}
}

func TestValues(t *testing.T) {
	x := play(t, 80, 24, tree, "<down><down> <down>m<down>y", Options{})
	contains(t, x.last(), "[*] Random numbers\n", "<M> A driver\n", "[*] Debugging\n", "  [ ] Tracing (NEW)", "  [ ] Profiling (NEW)  ----", "(changed)")
	x = play(t, 80, 24, tree, "<down><down><down>   ", Options{}) // n, m, y, n
	contains(t, x.last(), "< > A driver\n")
	x = play(t, 80, 24, tree, "<down><down><down><down>y<down><down>y<enter><enter><ctrl-u>0xff<enter>", Options{})
	contains(t, x.last(), "(0xff) Rate", "> Profiling", "Profiling")
	if got := x.c.Lookup("RATE").Value(); got != "0xff" {
		t.Errorf("RATE=%s", got)
	}
}

func TestSubmenuAndInput(t *testing.T) {
	x := play(t, 80, 24, tree, "<down><enter>y<down><down><enter>", Options{})
	contains(t, x.last(), "int PORT", "from 1 to 65535", "80", "< Ok >")
	x = play(t, 80, 24, tree, "<down><enter>y<down><down><enter><ctrl-u>70000<enter>", Options{})
	contains(t, x.last(), "it must be from 1 to 65535", "70000")
	x = play(t, 80, 24, tree, "<down><enter>y<down><down><enter><ctrl-u>70000<enter><bs><enter>", Options{})
	contains(t, x.last(), "(7000) Port", " > Network")
	x = play(t, 80, 24, tree, "<down><enter>y<down><down><enter><ctrl-u>1<esc>", Options{})
	contains(t, x.last(), "(80) Port (NEW)")
	x = play(t, 80, 24, tree, "<down><enter><down><enter><home>my-<end>!<left><left><del><enter>", Options{})
	if got := x.c.Lookup("HOST").Value(); got != "my-bo!" {
		t.Errorf("HOST=%q", got)
	}
	x = play(t, 80, 24, tree, "<down><enter><esc>", Options{})
	contains(t, x.last(), "Network  --->", "Allocator")
}

func TestHeldBySelect(t *testing.T) {
	x := play(t, 80, 24, tree, "<down><enter>y<down>y<esc><down>n", Options{})
	contains(t, x.last(), "-*- Random numbers", "it is selected and so at least y")
	x = play(t, 80, 24, tree, "<down><enter>y<down>y<esc><down>", Options{})
	contains(t, x.last(), "selected by TLS")
}

func TestHidden(t *testing.T) {
	x := play(t, 80, 24, tree, "<down><enter>z<down>", Options{})
	contains(t, x.last(), " -  TLS", " -  Port", "needs NET: NET is n, set it to y")
	x = play(t, 80, 24, tree, "<down><enter>z<down>y", Options{})
	contains(t, x.last(), "it is hidden (? says why)")
	x = play(t, 80, 24, tree, "<down><enter>zz", Options{})
	lacks(t, x.last(), "TLS", "Port")
}

func TestChoice(t *testing.T) {
	x := play(t, 80, 24, tree, "aa<enter>", Options{})
	contains(t, x.last(), "(X) TLSF", "( ) mimalloc", " > Allocator")
	x = play(t, 80, 24, tree, "aa<enter><down><enter>", Options{})
	contains(t, x.last(), "Allocator (mimalloc)  --->")
	if x.c.Lookup("MIMALLOC").Value() != "y" || x.c.Lookup("TLSF").Value() != "n" {
		t.Error("mimalloc is not chosen")
	}
	x = play(t, 80, 24, tree, "aa<enter><down> <enter>", Options{})
	contains(t, x.last(), "( ) TLSF", "(X) mimalloc")
}

func TestHelp(t *testing.T) {
	x := play(t, 80, 24, tree, "<down><enter>?", Options{
		Advice: func(s *kconfig.Symbol, value string) string { return "unicore set " + s.Name() + "=" + value },
	})
	contains(t, x.last(), "CONFIG_NET:", "Everything that talks to others.", "Symbol: NET [=n]", "Type  : bool", "Defined at Kconfig:8",
		"Location: Network", "NET is n: nothing sets it", "From the shell: unicore set NET=y", "< Exit >")
	x = play(t, 80, 24, tree, "<down><enter>?<esc>", Options{})
	contains(t, x.last(), "[ ] Networking")
	x = play(t, 80, 24, tree, "<right><right><down><enter>", Options{})
	contains(t, x.last(), "There is no help available")
	x = play(t, 40, 12, tree, "<down><enter>?<pgdn><pgdn>", Options{})
	contains(t, x.last(), "NET is n: nothing sets it")
}

func TestSearch(t *testing.T) {
	x := play(t, 80, 24, tree, "/", Options{})
	contains(t, x.last(), "Search", "with or without CONFIG_")
	x = play(t, 80, 24, tree, "/ra<enter>", Options{})
	contains(t, x.last(), "RANDOM [=n] Random numbers  — the main menu", "RATE", "TRACE [=n] Tracing")
	x = play(t, 80, 24, tree, "/CONFIG_random<enter><enter>", Options{})
	contains(t, x.last(), "[ ] Random numbers")
	x = play(t, 80, 24, tree, "/net<enter><enter>y", Options{})
	contains(t, x.last(), " > Network", "[*] Networking")
	x = play(t, 80, 24, tree, "/rate<enter><enter>", Options{})
	contains(t, x.last(), "it is hidden: all entries are shown now", " -  Rate", " > Profiling")
	x = play(t, 80, 24, tree, "/nothing<enter>", Options{})
	contains(t, x.last(), "nothing has “nothing” in its name or title")
	x = play(t, 80, 24, tree, "/mimalloc<enter><enter>", Options{})
	contains(t, x.last(), "( ) mimalloc", " > Allocator")
}

func TestLeave(t *testing.T) {
	x := play(t, 80, 24, tree, "<esc>", Options{})
	if !x.saved || len(x.s.frames) != 1 {
		t.Error("leaving without a change asks")
	}
	x = play(t, 80, 24, tree, "n<esc>", Options{})
	contains(t, x.last(), "Save the new configuration?", "< Yes >  < No >")
	x = play(t, 80, 24, tree, "n<esc><enter>", Options{})
	data, err := os.ReadFile(x.file)
	if err != nil || !x.saved || !strings.Contains(string(data), "# CONFIG_MODULES is not set\n") {
		t.Errorf("saved %v, %v:\n%s", x.saved, err, data)
	}
	x = play(t, 80, 24, tree, "n<esc>n", Options{})
	if _, err := os.Stat(x.file); !os.IsNotExist(err) || x.saved {
		t.Errorf("not to be saved, but %v %v", err, x.saved)
	}
	x = play(t, 80, 24, tree, "n<esc><esc>", Options{})
	contains(t, x.last(), "[ ] Modules", "(changed)")
	x = play(t, 80, 24, tree, "n<right><enter>y", Options{})
	if !x.saved {
		t.Error("the Exit button does not leave")
	}
	x = play(t, 80, 24, tree, "n", Options{}) // the terminal goes away
	if x.saved {
		t.Error("saved without being asked")
	}
}

func TestSaveAndLoad(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a")
	x := play(t, 80, 24, tree, "ns<enter>", Options{File: file})
	contains(t, x.last(), "saved to ")
	lacks(t, x.last(), "(changed)")
	if left, _ := filepath.Glob(dir + "/*.tmp"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(file, []byte("CONFIG_NET=y\nCONFIG_OLD=y\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	x = play(t, 80, 24, tree, "l<enter>", Options{File: file})
	contains(t, x.last(), "OLD=y: there is no such symbol any")
	x = play(t, 80, 24, tree, "l<enter><esc><down><enter>", Options{File: file})
	contains(t, x.last(), "[*] Networking")
	x = play(t, 80, 24, tree, "l<end>x<enter>", Options{File: file})
	contains(t, x.last(), "not loaded: ")
	x = play(t, 80, 24, tree, "ns<enter>", Options{File: filepath.Join(dir, "no/folder")})
	contains(t, x.last(), "not saved: ", "(changed)")
}

func TestNote(t *testing.T) {
	x := play(t, 80, 24, tree, "", Options{Note: func(s *kconfig.Symbol) string {
		if s.Name() == "RANDOM" {
			return "+1.5 KiB\x1b[31m"
		}
		return ""
	}})
	for _, line := range strings.Split(x.last(), "\n") {
		if strings.Contains(line, "Random") && !strings.HasSuffix(line, "+1.5 KiB[31m") {
			t.Errorf("%q", line)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 12}, {200, 60}, {39, 12}, {80, 11}, {1, 1}} {
		x := play(t, size[0], size[1], tree, "<down><enter>?<esc>/net<enter><esc><end><pgup><home><pgdn>z<esc>", Options{})
		if size[0] < minWidth || size[1] < minHeight {
			if size[0] > 30 {
				contains(t, x.last(), "The terminal is too small")
			}
			continue
		}
		contains(t, x.last(), "Network")
	}
}

// TestLarge has the first screen of 10,000 symbols up within a tenth of a
// second or so, and moves about in it.
func TestLarge(t *testing.T) {
	text := kconfigtest.Large(10000, "modules")
	begin := time.Now()
	x := play(t, 80, 24, text, "", Options{})
	took := time.Since(begin)
	contains(t, x.last(), "[*] Modules", "Part 0  --->", "↓")
	if took > 2*time.Second { // the measurement is in scripts/bench; this is for disasters
		t.Errorf("the first screen took %v", took)
	}
	t.Logf("the first screen took %v", took)
	x = play(t, 80, 24, text, "/driver_9999<enter><enter>", Options{})
	contains(t, x.last(), "Driver number 9999")
	x = play(t, 80, 24, text, "<end>", Options{})
	contains(t, x.last(), "Part 199", "↑")
}
