// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"bytes"
	"compress/gzip"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"unicore/tests/harness"
	"unicore/toolchain"
)

func TestParseForward(t *testing.T) {
	for in, want := range map[string]string{
		"8080:80": "8080:80", "127.0.0.1:8080:80": "127.0.0.1:8080:80", "53:53/udp": "53:53/udp", "1:65535/tcp": "1:65535",
	} {
		f, err := ParseForward(in)
		if err != nil || f.String() != want {
			t.Errorf("%q: %v, %v", in, f, err)
		}
	}
	for _, in := range []string{"", "80", ":", "0:80", "80:0", "65536:80", "80:-1", "a:b", "1:2:3:4", "host:1:2",
		"::1:8080:80", "8080:80/sctp", "8080:80/", "+80:80", "80,hostfwd=x:80"} {
		if f, err := ParseForward(in); err == nil || toolchain.HintOf(err) == "" {
			t.Errorf("%q: %v, %v", in, f, err)
		}
	}
}

// Who leads ports to where nobody is hears of it.
func TestCheckForward(t *testing.T) {
	none, driven := &Image{Path: "/i"}, &Image{Path: "/i"}
	none.Libraries = []Library{{Name: "musl"}}
	driven.Libraries = []Library{{Name: "drivers-netfront"}}
	for _, c := range []struct {
		img  *Image
		line string
		want string
	}{
		{none, "", "/i: has no network driver"}, {driven, "", ""}, {&Image{}, "", ""},
		{driven, "ip=dhcp A=ip=1.2.3.4", ""}, {driven, "ip=10.0.2.15::10.0.2.2:255.255.255.0", ""}, {driven, "ip=:::::eth0:off", ""},
		{driven, "A=1 ip=10.0.2.16::10.0.2.2", "ip=10.0.2.16::10.0.2.2: -p leads to 10.0.2.15"}, {driven, "ip=off", "ip=off: -p leads"},
		{driven, "ip=1.2.3.4:::::eth1", ""}, {driven, "ip=1.2.3.4:::::eth0", "ip=1.2.3.4"},
	} {
		var out bytes.Buffer
		o := &Options{Image: c.img, Append: []string{c.line}, Stderr: &out, Forward: []Forward{{Proto: "tcp", From: 1, To: 2}}}
		if err := o.CheckForward("drivers-net"); err != nil || (c.want == "") != (out.Len() == 0) || !strings.Contains(out.String(), c.want) {
			t.Errorf("%+v: %v, %q", c, err, &out)
		}
		out.Reset()
		if o.Forward = nil; o.CheckForward("drivers-net") != nil || out.Len() > 0 {
			t.Errorf("without ports: %q", &out)
		}
	}
}

func TestForwardCheck(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f, err := ParseForward(fmt.Sprintf("127.0.0.1:%d:80", l.Addr().(*net.TCPAddr).Port))
	if err != nil {
		t.Fatal(err)
	}
	err = f.Check()
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("port %d of this machine is in use", f.From)) ||
		!strings.Contains(toolchain.HintOf(err), "-p 127.0.0.1:") {
		t.Errorf("%v, hint %q", err, toolchain.HintOf(err))
	}
	l.Close()
	if err := f.Check(); err != nil {
		t.Errorf("after it was closed: %v", err)
	}
}

// note is an ELF note as a linker lays it out.
func note(name string, kind uint32, desc string) []byte {
	var b bytes.Buffer
	pad := func() {
		for b.Len()%4 != 0 {
			b.WriteByte(0)
		}
	}
	binary.Write(&b, binary.LittleEndian, []uint32{uint32(len(name) + 1), uint32(len(desc)), kind})
	b.WriteString(name + "\x00")
	pad()
	b.WriteString(desc)
	pad()
	return b.Bytes()
}

// image writes a minimal ELF file with one note segment.
func image(t *testing.T, class elf.Class, kind elf.Type, machine elf.Machine, notes []byte, size uint64) string {
	t.Helper()
	var b bytes.Buffer
	ident := [16]byte{0x7f, 'E', 'L', 'F', byte(class), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)}
	binary.Write(&b, binary.LittleEndian, elf.Header64{Ident: ident, Type: uint16(kind), Machine: uint16(machine),
		Version: 1, Entry: 0x200100, Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: 1})
	binary.Write(&b, binary.LittleEndian, elf.Prog64{Type: uint32(elf.PT_NOTE), Off: 120, Filesz: size, Memsz: size, Align: 4})
	b.Write(notes)
	path := filepath.Join(t.TempDir(), "image")
	if err := os.WriteFile(path, b.Bytes(), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenImage(t *testing.T) {
	pvh := note("Xen", 18, "\x10\x02\x20\x00\x00\x00\x00\x00")
	baked := note("unicore", 1, "target kvm-x86_64\nsdk abc\nlicense BSD-3-Clause\nnew thing\n\nbase 12 -\nmusl 7 "+strings.Repeat("A", 43)+" 0,1\n version 1.2\n license MIT\n new thing\n")
	good := append(append(note("GNU", 3, "id"), pvh...), baked...)
	img, err := OpenImage(image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, good, uint64(len(good))))
	if err != nil {
		t.Fatal(err)
	}
	if a, ok := img.Entry("pvh"); !ok || a != 0x200210 {
		t.Errorf("pvh entry %#x, %v", a, ok)
	}
	if a, ok := img.Entry("linux"); !ok || a != 0x200100 {
		t.Errorf("linux entry %#x, %v", a, ok)
	}
	if img.Target != "kvm-x86_64" || !img.Has("ba") || img.Has("x") || img.Libraries[0].Bytes != 12 ||
		!reflect.DeepEqual(img.Libraries[1], Library{Name: "musl", Version: "1.2", License: "MIT", Pool: "main", Hash: strings.Repeat("0", 64), Needs: []string{"base", "musl"}, Bytes: 7}) {
		t.Errorf("%+v", img)
	}
	for _, bad := range []string{"", "target x\n", "x\n\n version 1\n", "x\n\nbase\n", "x\n\nbase -1 -\n", "x\n\nbase 1 AAAA\n", "x\n\nbase 1 - 1\n", "x\n\nbase 1 - -1\n",
		"x\n\nbase 1 - a\n", "x\n\nbase 1 -\n sha256 -1\n", "x\n\nbase 1 -\n sha256\n", "x\n\n 1 -\n"} {
		text := append(bytes.Clone(pvh), note("unicore", 1, bad)...)
		if img, err := OpenImage(image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, text, uint64(len(text)))); err == nil || !strings.Contains(err.Error(), "the note of its libraries is damaged") {
			t.Errorf("%q: %+v, %v", bad, img, err)
		}
	}
	short := note("Xen", 18, "\x10\x02\x20\x00")
	if img, err := OpenImage(image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, short, uint64(len(short)))); err != nil {
		t.Error(err)
	} else if a, _ := img.Entry("pvh"); a != 0x200210 {
		t.Errorf("entry of 4 bytes: %#x", a)
	}

	multiboot := func(flags, off uint32) []byte {
		var b []byte
		for _, w := range []uint32{0x1badb002, flags, -(0x1badb002 + flags) + off, 0x200000, 0x200000, 0, 0, 0x200420} {
			b = binary.LittleEndian.AppendUint32(b, w)
		}
		return append(note("other", 1, string(b)), pvh...)
	}
	for _, c := range []struct {
		notes []byte
		want  bool
	}{
		{multiboot(1<<16, 0), true}, {multiboot(3|1<<16, 0), true}, {multiboot(3, 0), false}, {multiboot(1<<16, 1), false},
		{append(note("other", 1, strings.Repeat("1234", 2048)), multiboot(1<<16, 0)...), false},
	} {
		img, err := OpenImage(image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, c.notes, uint64(len(c.notes))))
		if err != nil {
			t.Fatal(err)
		}
		if a, ok := img.Entry("hvm"); ok != c.want || ok && a != 0x200420 {
			t.Errorf("hvm entry %#x, %v, want %v", a, ok, c.want)
		}
	}

	pv := bytes.Join([][]byte{note("Xen", 6, "os\x1b[2J\x00"), note("Xen", 3, "\x00\x00\x00\x00\x00\x00\x00\x00"),
		note("Xen", 15, "\x00\x00\x00\x00\x80\x00\x00\x00"), note("Xen", 1, "\x00\x03\x20\x00\x00\x00\x00\x00")}, nil)
	if img, err := OpenImage(image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, pv, uint64(len(pv)))); err != nil {
		t.Error(err)
	} else if a, ok := img.Entry("pv"); !ok || a != 0x200300 || img.PV.InitP2M != 0x8000000000 || img.PV.GuestOS != "os[2J" {
		t.Errorf("pv entry %#x, %v, %+v", a, ok, img.PV)
	}

	n := uint64(len(good))
	broken := bytes.Clone(good)
	broken[4] = 0xff // the first description's size
	broken[5] = 0xff
	for name, path := range map[string]string{
		"no such":      "/nonexistent/image",
		"folder":       t.TempDir(),
		"text":         "platforms_test.go",
		"device":       "/dev/null",
		"other arch":   image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_AARCH64, good, n),
		"shared":       image(t, elf.ELFCLASS64, elf.ET_DYN, elf.EM_X86_64, good, n),
		"no entry":     image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, baked, uint64(len(baked))),
		"cut":          image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, good, n+100),
		"huge":         image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, good, 1<<62),
		"broken notes": image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, broken, n),
		"bad json":     image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, append(note("unicore", 1, "{"), pvh...), 24+uint64(len(pvh))),
		"bad entry":    image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, note("Xen", 18, "123"), 20),
		"bad base":     image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, note("Xen", 3, ""), 16),
		"no pv entry":  image(t, elf.ELFCLASS64, elf.ET_EXEC, elf.EM_X86_64, pv[:len(pv)-24], uint64(len(pv)-24)),
		"host program": "/bin/true",
	} {
		img, err := OpenImage(path)
		switch {
		case err == nil:
			t.Errorf("%s: %+v", name, img)
		case strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), path+": "):
			t.Errorf("%s: %v", name, err)
		case name != "no such" && toolchain.HintOf(err) == "":
			t.Errorf("%s: no hint", name)
		case name == "no such" && !errors.Is(err, fs.ErrNotExist):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMemoryFor(t *testing.T) {
	var nobody Around
	half := Around{"Tom", func(_, memory int64) int64 { return memory / 2 }}
	for _, c := range []struct {
		end          uint64
		wish, rootfs int64
		around       Around
		want         int64
		fails, hint  string
	}{
		{2 << 20, 0, 0, nobody, 64 << 20, "", ""},
		{2 << 20, 0, 1<<20 + 1, nobody, 67 << 20, "", ""},
		{100 << 20, 0, 0, nobody, 148 << 20, "", ""},
		{2<<20 + 1, 2<<20 + 4096, 0, nobody, 2<<20 + 4096, "", ""},
		{2<<20 + 1, 2 << 20, 0, nobody, 0, "2048 KiB of memory: the image alone takes 2052 KiB", "at least -m 3"},
		{2 << 20, 3 << 20, 1<<20 + 1, nobody, 0, "3072 KiB of memory: the image and its root file system alone take 3076 KiB", "at least -m 4"},
		{2 << 20, 3 << 20, 0, half, 0, "3072 KiB of memory: the image and Tom take 3584 KiB", "at least -m 4"},
		{2 << 20, 4 << 20, 0, half, 4 << 20, "", ""},
		{2 << 20, 4 << 20, 1 << 20, half, 0, "4096 KiB of memory: the image, its root file system and Tom take 5120 KiB", "at least -m 6"},
		{1 << 63, 0, 0, nobody, 0, "no machine", ""},
	} {
		o := Options{Image: &Image{Path: "i", End: c.end}, Memory: c.wish}
		got, err := o.MemoryFor(c.rootfs, c.around)
		if c.fails == "" && (err != nil || got != c.want) {
			t.Errorf("%+v: %d, %v", c, got, err)
		}
		if c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails) || !strings.Contains(toolchain.HintOf(err), c.hint)) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func FuzzNotes(f *testing.F) {
	f.Add(append(note("Xen", 18, "\x10\x02\x20\x00\x00\x00\x00\x00"), note("unicore", 1, "{}")...), uint64(4))
	f.Fuzz(func(t *testing.T, data []byte, align uint64) {
		new(Image).notes(data, align)
	})
}

// tree makes a folder with what may be in a root file system.
func tree(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "with blank")
	for _, err := range []error{
		os.MkdirAll(dir+"/etc/empty", 0o750),
		os.WriteFile(dir+"/etc/passwd", []byte("root\n"), 0o640),
		os.WriteFile(dir+"/TRAILER!!!", []byte("not the end"), 0o600),
		os.WriteFile(dir+"/ -rf *;$(x)\"'\\", nil, 0o444),
		os.WriteFile(dir+"/line\nend", []byte("x"), 0o644),
		os.Symlink("../../outside", dir+"/etc/link"),
		os.Chmod(dir+"/etc/passwd", 0o4755),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("unix", dir+"/socket")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return dir
}

func TestPackFolder(t *testing.T) {
	dir := tree(t)
	var first, second bytes.Buffer
	if err := PackFolder(&first, dir); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	os.Symlink(dir, link)
	if err := PackFolder(&second, link); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("by a link: %v, equal %v", err, bytes.Equal(first.Bytes(), second.Bytes()))
	}
	harness.Require(t, "cpio")
	out := t.TempDir()
	cmd := exec.Command("cpio", "-idm", "--quiet")
	cmd.Dir, cmd.Stdin = out, &first
	if text, err := cmd.CombinedOutput(); err != nil || len(text) > 0 {
		t.Fatalf("cpio: %v\n%s", err, text)
	}
	os.Remove(dir + "/socket")
	list := func(root string) (lines []string) {
		filepath.Walk(root, func(path string, fi fs.FileInfo, err error) error {
			data, _ := os.ReadFile(path)
			to, _ := os.Readlink(path)
			if path != root {
				lines = append(lines, fmt.Sprintf("%q %v %q %q", strings.TrimPrefix(path, root), fi.Mode(), data, to))
			}
			return err
		})
		return lines
	}
	if a, b := list(dir), list(out); strings.Join(a, "\n") != strings.Join(b, "\n") {
		t.Errorf("packed\n%s\nunpacked\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
	}
}

func TestInitrd(t *testing.T) {
	dir := tree(t)
	path, size, err := Initrd(dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	archive, err := os.ReadFile(path)
	if err != nil || int64(len(archive)) != size || size%4 != 0 {
		t.Fatalf("%d bytes, %d said: %v", len(archive), size, err)
	}
	if same, n, err := Initrd(path, t.TempDir()); err != nil || same != path || n != size {
		t.Errorf("a file: %q, %d, %v", same, n, err)
	}
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(archive)
	w.Close()
	packed := filepath.Join(t.TempDir(), "rootfs.cpio.gz")
	os.WriteFile(packed, z.Bytes(), 0o666)
	plain, n, err := Initrd(packed, t.TempDir())
	if err != nil || n != size {
		t.Fatalf("compressed: %d, %v", n, err)
	}
	if got, _ := os.ReadFile(plain); !bytes.Equal(got, archive) {
		t.Error("compressed: differs")
	}
	os.WriteFile(packed, z.Bytes()[:z.Len()/2], 0o666)
	for _, bad := range []string{"/nonexistent", packed, "/dev/null", "platforms_test.go"} {
		if _, _, err := Initrd(bad, t.TempDir()); err == nil || !strings.Contains(err.Error(), "rootfs "+bad) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestSplitWords(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, " \t ": nil, "a  b\nc": {"a", "b", "c"}, `A="b c" d`: {"A=b c", "d"}, `"it's"`: {"it's"}, `it\'s`: {"it's"},
		`a\ b`: {"a b"}, `"\""`: {`"`}, `""`: {""}, `\\`: {`\`}, `"a -- b"`: {"a -- b"}, `"--"`: {"--"}, "--a": {"--a"},
	} {
		if got, err := SplitWords(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"A='b c'": "single quotes group nothing", "it's": "single quotes", `A="b c`: "not closed", `"a\"`: "not closed",
		`a\`: "ends with a backslash", "a -- b": "do not belong there", "--": "do not belong there", `"a"  --`: "do not belong there",
	} {
		if got, err := SplitWords(text); err == nil || !strings.Contains(err.Error(), want) || toolchain.HintOf(err) == "" {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestCheckDisks(t *testing.T) {
	dir := t.TempDir()
	a, b, link := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "link")
	os.WriteFile(a, []byte("x"), 0o666)
	os.WriteFile(b, []byte("x"), 0o666)
	if err := os.Symlink(a, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		disks []Disk
		fails bool
	}{
		{[]Disk{{Path: a}, {Path: b}}, false},
		{[]Disk{{Path: a, ReadOnly: true}, {Path: link, ReadOnly: true}}, false},
		{[]Disk{{Path: a}, {Path: b}, {Path: link, ReadOnly: true}}, true},
		{[]Disk{{Path: a, ReadOnly: true}, {Path: a}}, true},
	} {
		if err := CheckDisks(c.disks); (err != nil) != c.fails || c.fails && !strings.Contains(err.Error(), "given twice") {
			t.Errorf("%v: %v", c.disks, err)
		}
	}
}

func TestParseNet(t *testing.T) {
	for s, want := range map[string]Net{
		"": {}, "user": {Kind: "user"}, "tap=t": {Kind: "tap", Name: "t", Named: true}, "tap=": {Kind: "tap", Named: true},
		"bridge=b,mac=02:AA:00:00:00:01": {Kind: "bridge", Name: "b", Named: true, MAC: "02:aa:00:00:00:01"},
	} {
		if got, err := ParseNet(s); err != nil || got != want {
			t.Errorf("%q: %+v, %v", s, got, err)
		}
	}
	for s, fails := range map[string]string{
		"user,": "no such option", "user,mac=": "no Ethernet", "user,mac=02:00:00:00:00": "no Ethernet", "user,mac=02-00-00-00-00-01": "no Ethernet",
		"user,mac=02:00:00:00:00:00:00:01": "no Ethernet", "user,mac=ff:ff:ff:ff:ff:ff": "of one device", "user,mac=00:00:00:00:00:00": "of one device",
		"user,mac=02:00:00:00:00:01,mac=02:00:00:00:00:02": "two addresses", "none,mac=02:00:00:00:00:01": "takes no mac",
	} {
		if _, err := ParseNet(s); err == nil || !strings.Contains(err.Error(), fails) || toolchain.HintOf(err) == "" {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestParseDisk(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a b:c")
	os.WriteFile(file, []byte("x"), 0o444)
	if d, err := ParseDisk(file + ":ro"); err != nil || d.Path != file || !d.ReadOnly {
		t.Errorf("%+v, %v", d, err)
	}
	if os.Getuid() != 0 {
		if _, err := ParseDisk(file); !errors.Is(err, fs.ErrPermission) || toolchain.HintOf(err) == "" {
			t.Errorf("read-only file: %v", err)
		}
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"/nonexistent", t.TempDir(), "", pipe, pipe + ":ro", "/dev/null:ro"} {
		if _, err := ParseDisk(bad); err == nil {
			t.Errorf("%q: accepted", bad)
		}
	}
}
