// SPDX-License-Identifier: BSD-3-Clause

package sizes

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unicore/platforms"
	"unicore/wrappers/part"
)

// image writes an ELF file of segments and one section, the map.
func image(t *testing.T, segments []elf.Prog64, objects []byte) *platforms.Image {
	t.Helper()
	names := "\x00" + part.MapSection + "\x00.shstrtab\x00"
	var b bytes.Buffer
	put := func(v any) {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	start := uint64(64 + 56*len(segments))
	head := elf.Header64{Ident: [16]byte{0x7f, 'E', 'L', 'F', 2, 1, 1}, Type: uint16(elf.ET_EXEC), Machine: uint16(elf.EM_X86_64), Version: 1,
		Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: uint16(len(segments)), Shentsize: 64}
	if objects != nil {
		head.Shoff = start + uint64(len(objects)+len(names))
		head.Shnum, head.Shstrndx = 3, 2
	}
	put(head)
	put(segments)
	put(objects)
	b.WriteString(names)
	put([]elf.Section64{{}, {Name: 1, Type: uint32(elf.SHT_PROGBITS), Off: start, Size: uint64(len(objects))},
		{Name: uint32(len(part.MapSection) + 2), Type: uint32(elf.SHT_STRTAB), Off: start + uint64(len(objects)), Size: uint64(len(names))}})
	path := filepath.Join(t.TempDir(), "image")
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return &platforms.Image{Path: path, Baked: platforms.Baked{Libraries: []platforms.Library{{Name: "musl", Pool: "main", Bytes: 50}, {Name: "libgcc", Bytes: 1}}}}
}

func load(at, file, memory uint64) elf.Prog64 {
	return elf.Prog64{Type: uint32(elf.PT_LOAD), Vaddr: at, Paddr: at, Off: at & 0xffffff, Filesz: file, Memsz: memory}
}

func text(n *Node) string {
	b, _ := json.Marshal(n)
	return string(b)
}

func TestObjects(t *testing.T) {
	objects := part.EncodeMap([]part.Object{
		{Library: "musl", Archive: "libc.a", Name: "a.o", Ranges: []part.Range{{Addr: 0x1000, Size: 100}, {Addr: 0x2000, Size: 50}}},
		{Name: "b.o", Ranges: []part.Range{{Addr: 0x1010, Size: 0x200}}}, // within, and beyond
		{Library: part.Generated, Archive: "libx.a", Name: "x.o", Ranges: []part.Range{{Addr: 0x9000, Size: 1}}},
	})
	got, err := Read(image(t, []elf.Prog64{load(0x2000, 20, 200), load(0x1000, 0x100, 0x100), {Type: uint32(elf.PT_NOTE), Memsz: 9}}, objects))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"name":"image","memory":456,"file":276,"parts":[` +
		`{"name":"program","memory":156,"file":156,"parts":[{"name":"objects","memory":156,"file":156,"parts":[{"name":"b.o","memory":156,"file":156,"parts":[{"name":"without name","memory":156,"file":156}]}]}]},` +
		`{"name":"linker","memory":150,"file":0,"parts":[{"name":"alignment","memory":150,"file":0}]},` +
		`{"name":"main","memory":150,"file":120,"parts":[{"name":"musl","memory":150,"file":120,"parts":[{"name":"a.o","memory":150,"file":120,"parts":[{"name":"without name","memory":150,"file":120}]}]}]}]}`
	if text(got.Root) != want || !got.Objects {
		t.Errorf("\n got %s\nwant %s", text(got.Root), want)
	}
}

func TestStripped(t *testing.T) {
	got, err := Read(image(t, []elf.Prog64{load(0, 20, 200)}, nil))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"name":"image","memory":200,"file":20,"parts":[{"name":"not known","memory":149,"file":20},` +
		`{"name":"main","memory":50,"file":0,"parts":[{"name":"musl","memory":50,"file":0}]},` +
		`{"name":"compiler","memory":1,"file":0,"parts":[{"name":"libgcc","memory":1,"file":0}]}]}`
	if text(got.Root) != want || got.Objects {
		t.Errorf("\n got %s\nwant %s", text(got.Root), want)
	}
}

func TestDamaged(t *testing.T) {
	for want, img := range map[string]*platforms.Image{
		"its segments overlap":                image(t, []elf.Prog64{load(0, 10, 10), load(9, 1, 1)}, nil),
		"segments overlap":                    image(t, []elf.Prog64{load(^uint64(0)-5, 10, 10)}, nil),
		"overlap":                             image(t, []elf.Prog64{load(0, 11, 10)}, nil),
		"its libraries are larger than it is": image(t, []elf.Prog64{load(0, 10, 50)}, nil),
		"the map of the image's objects":      image(t, []elf.Prog64{load(0, 10, 50)}, []byte("none")),
	} {
		if _, err := Read(img); err == nil || !strings.Contains(err.Error(), img.Path+": is damaged: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
