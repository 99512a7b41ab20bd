// SPDX-License-Identifier: BSD-3-Clause

// Package browser looks at the pages that unicore makes, in a real browser.
package browser

import (
	"context"
	"debug/elf"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"unicore/tests/harness"
)

// hostile is a symbol whose name would be markup, were it not escaped.
const hostile = `</script><script>document.title="run"</script><img src=x onerror='document.title="run"'>`

const program = `
#include <stdio.h>
__attribute__((noinline, noclone)) int mean(int n) { volatile int k = n; while (k < 1000) k = k * 3 + 1; return k; }
char zeros[300000];
int main(int argc, char **argv) { zeros[argc] = 1; printf("%d\n", mean(argc)); return 0; }
`

// build makes an image whose object has a hostile name as well, and its page.
func build(t *testing.T, strip bool) (image, page string) {
	t.Helper()
	dir := t.TempDir()
	source := "<b onclick=x>&amp;.c"
	if err := os.WriteFile(filepath.Join(dir, source), []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) {
		t.Helper()
		if out, err := harness.Command(t, dir, name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	run("cc", "-O1", "-c", source)
	object := strings.TrimSuffix(source, ".c") + ".o"
	run("objcopy", "--redefine-sym", "mean="+hostile, object)
	run("cc", object, "-o", `<i>"im'age`)
	image = filepath.Join(dir, `<i>"im'age`)
	if strip {
		run("strip", image)
	}
	text, err := exec.Command(harness.Unicore(t), "graph", image, "--format", "html").Output()
	if err != nil {
		t.Fatal(err)
	}
	page = filepath.Join(dir, "page.html")
	if err := os.WriteFile(page, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return image, page
}

// open starts the browser. Whatever a page asks for from elsewhere, and each
// error in it, fails the test.
func open(t *testing.T) context.Context {
	t.Helper()
	path := harness.Require(t, "chromium")
	// The page is our own; the sandbox is not for root, nor in all containers.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1200, 900))
	ctx, end := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(end)
	ctx, end = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(end)
	ctx, end = chromedp.NewContext(ctx)
	t.Cleanup(end)
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasSuffix(e.Request.URL, "/page.html") {
				t.Errorf("the page asks for %s", e.Request.URL)
			}
		case *runtime.EventExceptionThrown:
			t.Errorf("the page's script: %s", e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			t.Errorf("the browser says: %s", e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	call(t, ctx, network.Enable, network.EnableParams{})
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func call[P, R any](t *testing.T, ctx context.Context, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		t.Fatal(err)
	}
}

// eval is what an expression of JavaScript yields.
func eval[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// click waits for the element.
func click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

type node struct {
	Name         string
	Memory, File uint64
	Parts        []*node
	Objects      bool
}

func (n *node) leaves() (memory, file uint64) {
	if len(n.Parts) == 0 {
		return n.Memory, n.File
	}
	for _, p := range n.Parts {
		m, f := p.leaves()
		memory, file = memory+m, file+f
	}
	return memory, file
}

// find is the way to the first node of that name.
func (n *node) find(name string) []*node {
	if n.Name == name {
		return []*node{n}
	}
	for _, p := range n.Parts {
		if way := p.find(name); way != nil {
			return append([]*node{n}, way...)
		}
	}
	return nil
}

// loaded is what the image's headers say.
func loaded(t *testing.T, image string) (memory, file uint64) {
	t.Helper()
	f, err := elf.Open(image)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD {
			memory, file = memory+p.Memsz, file+p.Filesz
		}
	}
	return memory, file
}

// box is one as the browser laid it out.
type box struct {
	Name       string
	Bytes      uint64
	Inner      bool
	X, Y, W, H float64
}

const boxes = `[...document.querySelectorAll("#map .box")].map(b => { const r = b.getBoundingClientRect(); return {
	name: b.dataset.name, bytes: +b.dataset.bytes, inner: b.classList.contains("inner"), x: r.x, y: r.y, w: r.width, h: r.height } })`

// checkAreas wants the outer boxes to share the map out by their bytes, and
// those within others to lie in them.
func checkAreas(t *testing.T, ctx context.Context, total uint64) []box {
	t.Helper()
	list := eval[[]box](t, ctx, boxes)
	whole := eval[[]float64](t, ctx, `(r => [r.x, r.y, r.width, r.height])(document.getElementById("map").getBoundingClientRect())`)
	area := whole[2] * whole[3]
	sum := 0.0
	var outer *box
	for i, b := range list {
		if !b.Inner {
			outer = &list[i]
			sum += b.W * b.H
			if want := area * float64(b.Bytes) / float64(total); math.Abs(b.W*b.H-want) > 0.002*area {
				t.Errorf("%s: %d of %d bytes, %.0f of %.0f pixels", b.Name, b.Bytes, total, b.W*b.H, area)
			}
			continue
		}
		if b.X < outer.X-1 || b.Y < outer.Y-1 || b.X+b.W > outer.X+outer.W+1 || b.Y+b.H > outer.Y+outer.H+1 {
			t.Errorf("%+v is not within %+v", b, *outer)
		}
	}
	if math.Abs(sum-area) > 0.01*area || len(list) == 0 {
		t.Errorf("%d boxes of %.0f pixels; the map has %.0f", len(list), sum, area)
	}
	return list
}

func shown(t *testing.T, ctx context.Context) []string {
	t.Helper()
	return eval[[]string](t, ctx, `[...document.querySelectorAll("#path button")].map(b => b.textContent.replace("› ", ""))`)
}

func TestTreemap(t *testing.T) {
	image, page := build(t, false)
	ctx := open(t)
	do(t, ctx, chromedp.Navigate("file://"+page))

	// The sizes are the file's own, and what the names would be is not.
	var root node
	if err := json.Unmarshal([]byte(eval[string](t, ctx, `document.getElementById("data").textContent`)), &root); err != nil {
		t.Fatal(err)
	}
	memory, file := loaded(t, image)
	if m, f := root.leaves(); m != memory || f != file || root.Memory != memory || root.File != file || !root.Objects {
		t.Errorf("leaves of %d and %d bytes, %d and %d; the segments have %d and %d", m, f, root.Memory, root.File, memory, file)
	}
	for _, way := range [][]string{{"main", "musl", "vfprintf.o", "printf_core"}, {"program", "objects", "<b onclick=x>&amp;.o", hostile},
		{"program", "objects", "<b onclick=x>&amp;.o", "zeros"}, {"linker", ".uc.syms"}, {"linker", "ELF header"}} {
		found := root.find(way[len(way)-1])
		var got []string
		for _, n := range found[min(1, len(found)):] {
			got = append(got, n.Name)
		}
		if strings.Join(got, "/") != strings.Join(way, "/") {
			t.Errorf("%v is at %v", way, got)
		}
	}
	if z := root.find("zeros"); z != nil {
		if n := z[len(z)-1]; n.Memory != 300000 || n.File != 0 {
			t.Errorf("zeros: %+v", n)
		}
	}
	checkAreas(t, ctx, memory)
	if title := eval[string](t, ctx, "document.title"); title != filepath.Base(image)+": where the bytes are" {
		t.Errorf("title %q", title)
	}

	// By the keyboard alone: into the largest box, the program, down to the
	// symbols, and back.
	do(t, ctx, chromedp.Focus(chromedp.CSS("#map .box")), chromedp.KeyEvent(kb.Enter))
	if got := shown(t, ctx); strings.Join(got, "/") != filepath.Base(image)+"/program" {
		t.Fatalf("after Enter: %v", got)
	}
	do(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Enter))
	if got := shown(t, ctx); got[len(got)-1] != "<b onclick=x>&amp;.o" {
		t.Fatalf("after two more: %v", got)
	}
	checkAreas(t, ctx, root.find("<b onclick=x>&amp;.o")[3].Memory)
	before := eval[string](t, ctx, "document.activeElement.dataset.name")
	do(t, ctx, chromedp.KeyEvent(kb.ArrowRight))
	if after := eval[string](t, ctx, "document.activeElement.dataset.name"); after == before || after == "" {
		t.Errorf("the arrow leads from %q to %q", before, after)
	}
	if label := eval[string](t, ctx, `document.querySelector("#map .box").getAttribute("aria-label")`); !strings.HasPrefix(label, "symbol zeros: 300,000 bytes, ") {
		t.Errorf("label %q", label)
	}
	if rows := eval[string](t, ctx, `document.getElementById("list").textContent`); !strings.Contains(rows, hostile) || !strings.Contains(rows, "zeros300,000") {
		t.Errorf("table: %q", rows)
	}
	do(t, ctx, chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent(kb.Backspace), chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent(kb.Escape))
	if got := shown(t, ctx); len(got) != 1 {
		t.Errorf("after going back: %v", got)
	}
	if name := eval[string](t, ctx, "document.activeElement.dataset.name"); name != "program" {
		t.Errorf("going back leaves the focus at %q", name)
	}

	// A click on a box within another one, and on the way back.
	do(t, ctx, click(`#map .box.inner[data-name=musl]`))
	if got := shown(t, ctx); strings.Join(got[1:], "/") != "main/musl" {
		t.Errorf("after the click: %v", got)
	}
	do(t, ctx, click(`#path button:first-child`))

	// What the file holds: without the zeros.
	do(t, ctx, click("#file"))
	for _, b := range checkAreas(t, ctx, file) {
		if b.Name == "zeros" || b.Bytes > file {
			t.Errorf("%+v in a file of %d", b, file)
		}
	}

	// Narrow, and dark.
	light := eval[string](t, ctx, "getComputedStyle(document.body).backgroundColor")
	call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	do(t, ctx, chromedp.EmulateViewport(420, 800), chromedp.Sleep(300*time.Millisecond))
	if dark := eval[string](t, ctx, "getComputedStyle(document.body).backgroundColor"); dark == light {
		t.Errorf("dark is %s as well", dark)
	}
	if wide := eval[float64](t, ctx, "document.documentElement.scrollWidth"); wide > 420 {
		t.Errorf("%.0f pixels wide", wide)
	}
	checkAreas(t, ctx, file)
	if title := eval[string](t, ctx, "document.title"); strings.Contains(title, "run") {
		t.Error("a name was run as a script")
	}
}

// Of a stripped image the libraries are known, as in its note.
func TestTreemapStripped(t *testing.T) {
	image, page := build(t, true)
	ctx := open(t)
	do(t, ctx, chromedp.Navigate("file://"+page))
	memory, _ := loaded(t, image)
	checkAreas(t, ctx, memory)
	about := eval[string](t, ctx, `document.getElementById("about").textContent`)
	if !strings.Contains(about, "its objects are not known") || !eval[bool](t, ctx, `document.getElementById("file").disabled`) {
		t.Errorf("about: %q", about)
	}
	do(t, ctx, click(`#map .box.inner[data-name=musl]`))
	if got := shown(t, ctx); strings.Join(got[1:], "/") != "main" {
		t.Errorf("after the click: %v", got)
	}
}

// Without scripts the page still tells the libraries.
func TestTreemapWithoutScript(t *testing.T) {
	_, page := build(t, false)
	ctx := open(t)
	call(t, ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	do(t, ctx, chromedp.Navigate("file://"+page))
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("noscript table")))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "main\tmusl\t") {
		t.Errorf("table: %q", text)
	}
}
