// SPDX-License-Identifier: BSD-3-Clause

package kvm

import (
	"bytes"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/platforms"
	"unicore/toolchain"
)

func TestExitStatus(t *testing.T) {
	for record, want := range map[string]int{
		"unicore-exit exit 0\n":       0,
		"unicore-exit exit 42\n":      42,
		"unicore-exit exit 256\n":     0,
		"unicore-exit exit -1\n":      255,
		"unicore-exit signal 11\n":    139,
		"unicore-exit panic 0\n":      134,
		"unicore-exit reboot 0\n":     0,
		"":                            -1,
		"unicore-exit exit 4":         -1, // cut short
		"unicore-exit explode 4\n":    -1,
		"unicore-exit exit\n":         -1,
		"something else entirely 1\n": -1,
	} {
		got, ok := exitStatus(record)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %d, %v; want %d", record, got, ok, want)
		}
	}
}

// split reads a boot command line as the kernel does.
func split(line string) (words []string) {
	var word []byte
	in, quoted := false, false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '"':
			in, quoted = true, !quoted
		case !quoted && strings.IndexByte(" \t\r\n", c) >= 0:
			if in {
				words, word, in = append(words, string(word)), nil, false
			}
		default:
			if c == '\\' && i+1 < len(line) {
				i++
				c = line[i]
			}
			word, in = append(word, c), true
		}
	}
	if in {
		words = append(words, string(word))
	}
	return words
}

func TestCommandLine(t *testing.T) {
	args := []string{"", "plain", "two words", "daemon off;", `back\slash`, `"q"`, "tab\tline\nend", "--", "-g", "a=b", "$HOME"}
	m := &machine{Options: &platforms.Options{Image: &platforms.Image{Path: "/x/my image"}, Append: []string{"A=1 B=2", "ip=dhcp"}, Args: args}, mmio: 1}
	line, err := m.commandLine()
	if err != nil {
		t.Fatal(err)
	}
	want := append([]string{"unicore.name=my image", "virtio_mmio.device=512@0xfeb00000:16", "A=1", "B=2", "ip=dhcp", "--"}, args...)
	if got := split(line); strings.Join(got, "\x01") != strings.Join(want, "\x01") {
		t.Errorf("%q\nis read as %q\nwant       %q", line, got, want)
	}
	m.Append = []string{"a -- b"}
	if _, err := m.commandLine(); err == nil || toolchain.HintOf(err) == "" {
		t.Errorf("a -- in --append: %v", err)
	}
}

func TestShellQuote(t *testing.T) {
	words := []string{"", "a b", "it's", "$x", "`id`", "plain-1.0", "new\nline", "*"}
	out, err := exec.Command("sh", "-c", "printf '%s\\0' "+platforms.ShellQuote(words)).Output()
	if err != nil || string(out) != strings.Join(words, "\x00")+"\x00" {
		t.Errorf("%v: %q", err, out)
	}
}

// The console is a device of the kind that the image drives.
func TestConsole(t *testing.T) {
	for library, want := range map[string]string{
		"console-serial": "-serial chardev:console",
		"console-virtio": "-device virtio-serial-device,bus=virtio-mmio-bus.0,id=console0,max_ports=1 -device virtconsole,bus=console0.0,chardev=console",
	} {
		var out bytes.Buffer
		o := platforms.Options{Image: &platforms.Image{Path: "/i", Baked: platforms.Baked{Libraries: []platforms.Library{{Name: library}}}},
			DryRun: &out, Stderr: io.Discard, Accel: "tcg", Emulator: "/bin/true"}
		if _, err := Launch(t.Context(), &o); err != nil || !strings.Contains(strings.ReplaceAll(out.String(), "\\\n  ", ""), want) {
			t.Errorf("%s: %v %s", library, err, out.String())
		}
	}
}

func TestCommand(t *testing.T) {
	image := &platforms.Image{Path: "/i", End: 2 << 20, Baked: platforms.Baked{Libraries: []platforms.Library{{Name: "drivers-virtio-net"}}}}
	for _, c := range []struct {
		options platforms.Options
		want    []string
		not     []string
		fails   string
	}{
		{platforms.Options{}, []string{"-netdev user,id=net0", "virtio-net-device,bus=virtio-mmio-bus.1", "-m 65536K"}, nil, ""},
		{platforms.Options{Net: "none"}, nil, []string{"-netdev", "virtio-net"}, ""},
		{platforms.Options{Net: "tap=tap7"}, []string{"tap,id=net0,ifname=tap7,script=no"}, nil, ""},
		{platforms.Options{Net: "tap="}, nil, nil, "names no interface"},
		{platforms.Options{Net: "tap=a,script=/x"}, nil, nil, `"script=/x": no such option`},
		{platforms.Options{Net: "tap=tap7,mac=02:00:00:00:00:01"}, []string{"ifname=tap7", "virtio-net-device,bus=virtio-mmio-bus.1,netdev=net0,mac=02:00:00:00:00:01"}, nil, ""},
		{platforms.Options{Net: "user,mac=03:00:00:00:00:01"}, nil, nil, "no address of one device"},
		{platforms.Options{Machine: "q35", Memory: 2<<20 + 4096}, nil, nil, "the image and the firmware take 3072 KiB"},
		{platforms.Options{Machine: "q35", Memory: 3 << 20}, []string{"-m 3072K"}, nil, ""},
		{platforms.Options{Memory: 2<<20 + 4096}, []string{"-m 2052K"}, nil, ""},
		{platforms.Options{MaxMemory: 2 << 20}, nil, nil, "--maxmem"},
		{platforms.Options{Net: "bridge"}, nil, nil, "no such network"},
		{platforms.Options{Net: "none", Forward: []platforms.Forward{{Proto: "tcp", From: 1, To: 2}}}, nil, nil, "--net user only"},
		{platforms.Options{Forward: []platforms.Forward{{Proto: "udp", Host: loopback, From: 1, To: 2}}}, []string{"hostfwd=udp:127.0.0.1:1-:2"}, nil, ""},
		{platforms.Options{Machine: "q35"}, []string{"virtio-rng-pci,disable-legacy=on"}, []string{"virtio_mmio", "microvm"}, ""},
		{platforms.Options{Machine: "pc"}, nil, nil, "no such machine"},
		{platforms.Options{Disks: []platforms.Disk{{Path: "a,b", ReadOnly: true}}}, []string{"file=./a,,b,readonly=on"}, nil, ""},
		{platforms.Options{Disks: make([]platforms.Disk, 7)}, nil, nil, "room for 8 devices"},
		{platforms.Options{GDB: 1234}, []string{"-gdb tcp:127.0.0.1:1234 -S"}, nil, ""},
		{platforms.Options{HVC: []string{"a,b", "unix:/s"}}, []string{"file,path=a,,b,id=hvc0", "virtio-serial-device,bus=virtio-mmio-bus.2,id=ports0,max_ports=1",
			"virtconsole,bus=ports1.0,chardev=hvc1", "path=/s,id=hvc1"}, nil, ""},
		{platforms.Options{HVC: []string{"unix:"}}, nil, nil, "names nothing"},
		{platforms.Options{Memory: 3 << 20}, []string{"-m 3072K"}, nil, ""},
	} {
		var out bytes.Buffer
		o := c.options
		o.Image, o.DryRun, o.Stderr, o.Accel = image, &out, io.Discard, "tcg"
		o.Emulator = "/bin/true"
		_, err := Launch(t.Context(), &o)
		if c.fails != "" {
			if err == nil || !strings.Contains(err.Error(), c.fails) || toolchain.HintOf(err) == "" {
				t.Errorf("%+v: %v", c.options, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%+v: %v", c.options, err)
		}
		for _, w := range c.want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("no %q in %s", w, &out)
			}
		}
		for _, w := range c.not {
			if strings.Contains(out.String(), w) {
				t.Errorf("%q in %s", w, &out)
			}
		}
	}
}

func TestNoEmulator(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Launch(t.Context(), &platforms.Options{Image: &platforms.Image{Path: "/i"}})
	if err == nil || toolchain.HintOf(err) != "apt-get install qemu-system-x86" {
		t.Errorf("%v, hint %q", err, toolchain.HintOf(err))
	}
	_, err = Launch(t.Context(), &platforms.Options{Image: &platforms.Image{Path: "/i"}, Emulator: filepath.Join(t.TempDir(), "qemu")})
	if err == nil || !strings.Contains(toolchain.HintOf(err), "UNICORE_QEMU") {
		t.Errorf("%v, hint %q", err, toolchain.HintOf(err))
	}
}

func TestVirtualises(t *testing.T) {
	for text, want := range map[string]bool{
		"processor\t: 0\nflags\t\t: fpu vmx sse\n": true,
		"flags\t\t: fpu svm\n":                     true,
		"flags\t\t: fpu svml\nvmx flags : x\n":     false,
		"":                                         false,
	} {
		if virtualises(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestLineFilter(t *testing.T) {
	var out bytes.Buffer
	f := &lineFilter{w: &out}
	for _, s := range []string{"one\ntw", "o\nqemu: terminating on", " signal 15 from pid 1\nth", "ree"} {
		if n, err := f.Write([]byte(s)); n != len(s) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	f.flush()
	if out.String() != "one\ntwo\nthree" {
		t.Errorf("%q", &out)
	}
}
