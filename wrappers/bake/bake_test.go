// SPDX-License-Identifier: BSD-3-Clause

package bake

import (
	"bytes"
	"debug/elf"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// lookup reads the table as docs/symbol-table.md says; the kernel's reader is
// tested with it, below and in booted images.
func lookup(t *testing.T, table []byte, addr uint64) (string, uint64, bool) {
	t.Helper()
	if le.Uint32(table) != magic || addr-le.Uint64(table[8:]) >= uint64(le.Uint32(table[16:])) {
		return "", 0, false
	}
	addr -= le.Uint64(table[8:])
	blocks, pairs := int(le.Uint32(table[24:])), int(le.Uint32(table[28:]))
	index := table[(headerSize+2*pairs+3)&^3:]
	i := sort.Search(blocks, func(i int) bool { return uint64(le.Uint32(index[8*i:])) > addr }) - 1
	at := uint64(le.Uint32(index[8*i:]))
	data := table[le.Uint32(index[8*i+4:]):]
	var expand func(c byte) string
	expand = func(c byte) string {
		if c < firstPair {
			return string(rune(c))
		}
		p := table[headerSize+2*int(c-firstPair):]
		return expand(p[0]) + expand(p[1])
	}
	name, start := "", uint64(0)
	for n := 0; n < blockSize && len(data) > 0; n++ {
		delta, shift := uint64(0), 0
		for ; ; data = data[1:] {
			delta |= uint64(data[0]&0x7f) << shift
			shift += 7
			if data[0] < 0x80 {
				data = data[1:]
				break
			}
		}
		if at += delta; at > addr {
			break
		}
		end := bytes.IndexByte(data, 0)
		name, start = "", at
		for _, c := range data[:end] {
			name += expand(c)
		}
		data = data[end+1:]
	}
	return name, addr - start, true
}

func someFunctions(n int) []function {
	r := rand.New(rand.NewSource(1))
	var list []function
	addr := uint64(0x200240)
	for i := range n {
		name := fmt.Sprintf("%s_%s_%d", []string{"uc_sys", "uc_vm", "ngx_http", "x"}[r.Intn(4)], []string{"read", "write", "é"}[r.Intn(3)], i)
		size := uint64(1 + r.Intn(5000))
		list = append(list, function{addr: addr, end: addr + size, name: name})
		addr += size + uint64(r.Intn(20))
	}
	return list
}

func TestSymbolTable(t *testing.T) {
	for _, n := range []int{1, 2, 31, 32, 33, 64, 65, 1000} {
		list := someFunctions(n)
		table, err := symbolTable(list)
		if err != nil {
			t.Fatal(err)
		}
		if int(le.Uint32(table[4:])) != len(table) {
			t.Fatalf("size %d, is %d", le.Uint32(table[4:]), len(table))
		}
		for _, f := range list {
			want := strings.NewReplacer("é", "??").Replace(f.name)
			for _, a := range []uint64{f.addr, f.end - 1} {
				if name, off, ok := lookup(t, table, a); !ok || name != want || off != a-f.addr {
					t.Fatalf("%d functions: %#x is %s+%#x, want %s+%#x", n, a, name, off, want, a-f.addr)
				}
			}
		}
		for _, a := range []uint64{0, list[0].addr - 1, list[n-1].end, 1 << 40} {
			if name, _, ok := lookup(t, table, a); ok {
				t.Errorf("%#x is %s", a, name)
			}
		}
	}
}

func TestDeterministic(t *testing.T) {
	a, _ := symbolTable(someFunctions(500))
	b, _ := symbolTable(someFunctions(500))
	if !bytes.Equal(a, b) {
		t.Error("two tables of the same functions differ")
	}
}

const script = `
ENTRY(_start)
PHDRS { text PT_LOAD FILEHDR PHDRS FLAGS(5); data PT_LOAD FLAGS(6); syms PT_LOAD FLAGS(4); stack PT_GNU_STACK FLAGS(6); }
SECTIONS {
	. = 0x200000 + SIZEOF_HEADERS;
	.note.gnu.build-id : { *(.note.gnu.build-id) } :text
	.text : { *(.text .text.*) } :text
	. = ALIGN(4096) + (. & 4095);
	.data : { *(.data) LONG(1) } :data
	__data_end = .;
	.bss : { *(.bss) . += 10000; } :data
	. = ALIGN(4096) + (__data_end & 4095);
	.uc.syms : { __uc_syms_start = .; LONG(0) LONG(8) } :syms
	.note.unicore 0 (INFO) : { LONG(0) }
	/DISCARD/ : { *(.note.GNU-stack) *(.eh_frame) *(.note.gnu.property) }
}
`

// link makes a small image with the machine's own tools.
func link(t testing.TB, options ...string) string {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return p
	}
	source := `
void f_first(void) {} static void __attribute__((used)) f_local(void) {} void __alias(void) __attribute__((alias("f_first")));
void _start(void) { f_first(); }
`
	out := filepath.Join(dir, "image")
	args := append([]string{"-nostdlib", "-static", "-no-pie", "-fno-pie", "-g", "-O0", "-Wl,-T," + file("x.lds", script),
		"-Wl,--build-id=0x" + strings.Repeat("00", BuildIDSize), file("x.c", source), "-o", out}, options...)
	if msg, err := exec.Command("gcc", args...).CombinedOutput(); err != nil {
		t.Fatalf("gcc: %v\n%s", err, msg)
	}
	return out
}

const noteText = `{"target":"kvm-x86_64"}`

// checkImage reads a finished image with the standard library.
func checkImage(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	syms := e.Section(".uc.syms")
	if syms == nil {
		t.Fatal("no .uc.syms")
	}
	table, err := syms.Data()
	if err != nil {
		t.Fatal(err)
	}
	loaded := false
	for _, p := range e.Progs {
		if p.Type == elf.PT_LOAD && p.Vaddr == syms.Addr && p.Filesz == syms.Size && p.Memsz == syms.Size && p.Flags == elf.PF_R {
			loaded = true
			if p.Off%4096 != p.Vaddr%4096 {
				t.Error("offset and address of the table are not congruent")
			}
		}
	}
	if !loaded {
		t.Error(".uc.syms is not a segment of its own")
	}
	if name, off, ok := lookup(t, table, e.Entry+1); !ok || name != "_start" || off != 1 {
		t.Errorf("entry is %s+%d", name, off)
	}
	text := e.Section(".text")
	if name, _, _ := lookup(t, table, text.Addr); name != "f_first" {
		t.Errorf("first function is %s", name)
	}
	note, err := e.Section(".note.unicore").Data()
	if err != nil || !bytes.Contains(note, []byte(noteText)) || e.Section(".note.unicore").Type != elf.SHT_NOTE {
		t.Errorf("note %q, %v", note, err)
	}
	id, err := e.Section(".note.gnu.build-id").Data()
	if err != nil || bytes.Equal(id[16:], make([]byte, BuildIDSize)) {
		t.Errorf("build id %x, %v", id, err)
	}
}

func TestImage(t *testing.T) {
	path := link(t)
	if err := Image(path, Contents{Note: []byte(noteText)}); err != nil {
		t.Fatal(err)
	}
	checkImage(t, path)
	e, _ := elf.Open(path)
	defer e.Close()
	if _, err := e.DWARF(); err != nil {
		t.Errorf("debugging information: %v", err)
	}
	if s, err := e.Symbols(); err != nil || len(s) < 3 {
		t.Errorf("%d symbols, %v", len(s), err)
	}
	if msg, err := exec.Command("strip", path).CombinedOutput(); err != nil {
		t.Fatalf("strip: %v\n%s", err, msg)
	}
	checkImage(t, path)
}

// What a debugger needs changes nothing in what is loaded.
func TestBuildID(t *testing.T) {
	id := func(path string) []byte {
		if err := Image(path, Contents{Note: []byte(noteText)}); err != nil {
			t.Fatal(err)
		}
		if msg, err := exec.Command("strip", path).CombinedOutput(); err != nil {
			t.Fatalf("strip: %v\n%s", err, msg)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if !bytes.Equal(id(link(t)), id(link(t, "-g3"))) {
		t.Error("stripped images differ")
	}
}

func TestImageLeavesOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if msg, err := exec.Command("gcc", "-nostdlib", "-static", "-x", "c", "/dev/null", "-o", path).CombinedOutput(); err != nil {
		t.Fatalf("gcc: %s", msg)
	}
	before, _ := os.ReadFile(path)
	if err := Image(path, Contents{}); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("a program without the script's places was changed")
	}
	if err := os.WriteFile(path, []byte("no ELF"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Image(path, Contents{}); err == nil {
		t.Error("a file that is no ELF is accepted")
	}
}

func TestPieces(t *testing.T) {
	got := Pieces(`Discarded input sections

 .text.unused   0x0000000000000000       0x10 /sdk/libc.a(unused.o)

Memory Configuration

Linker script and memory map

LOAD /sdk/libc.a
.text           0x0000000000200240     0x8997
 *(.text.boot)
 .text.boot     0x0000000000200240       0xa9 /sdk/lib x.a(boot.o)
 *fill*         0x00000000002002e9        0x7 
 .text.a_name_that_is_long
                0x00000000002002f0      0x100 /sdk/libc.a(a.o)
                0x00000000002002f0                a_symbol
 .text          0x00000000002003f0        0x0 /sdk/libc.a(b.o)
 .tbss          0x0000000000300000       0x10 /sdk/libc.a(a.o)
 .tbss.a_name_that_is_long
                0x0000000000300000       0x10 /sdk/libc.a(a.o)
 .bss           0x0000000000300000       0x10 main.o
.debug_info     0x0000000000000000      0x100
 .debug_info    0x0000000000000000       0x80 main.o
 .debug_info    0x0000000000000080       0x80 /sdk/libc.a(a.o)
.debug_a_long_name
                0x0000000000000000      0x100
 .debug_info    0x0000000000000080       0x80 /sdk/libc.a(a.o)
.a_long_name    
                0x0000000000400000       0x10
 .late          0x0000000000400000       0x10 main.o
 .rodata.str1.1
                0x000000000040000c        0xa /sdk/libc.a(a.o)
 .rodata.str1.1
                0x000000000040000c        0x4 /sdk/libc.a(b.o)
 .rodata.b      0x0000000000400012        0x8 /sdk/libc.a(b.o)
`)
	want := []Piece{
		{0x200240, 0xa9, "/sdk/lib x.a", "boot.o"}, {0x2002f0, 0x100, "/sdk/libc.a", "a.o"}, {0x300000, 0x10, "main.o", ""}, {0x400000, 0xc, "main.o", ""},
		{0x40000c, 0xa, "/sdk/libc.a", "a.o"}, {0x400016, 0x4, "/sdk/libc.a", "b.o"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestInputs(t *testing.T) {
	got := Inputs("LOAD early.o\n\nLinker script and memory map\n\nLOAD a b.o\n LOAD c.o\nLOAD /x/libc.a\n")
	if !slices.Equal(got, []string{"a b.o", "/x/libc.a"}) {
		t.Errorf("%q", got)
	}
}

func FuzzBake(f *testing.F) {
	f.Add([]byte("\x7fELF\x02\x01"))
	if data, err := os.ReadFile(link(f)); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		bake(data, Contents{[]byte(noteText), []byte("own part"), []byte("map")})
	})
}
