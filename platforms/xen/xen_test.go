// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unicore/platforms"
	"unicore/toolchain"
)

// unquote reads a string as xl does: xlu__cfgl_dequote.
func unquote(t *testing.T, s string) string {
	t.Helper()
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		t.Fatalf("%q is no string", s)
	}
	var b strings.Builder
	for s = s[1 : len(s)-1]; s != ""; s = s[1:] {
		if s[0] == '"' || s[0] == '\n' {
			t.Fatalf("%q ends the string", s)
		}
		if s[0] == '\\' {
			s = s[1:]
			at := strings.IndexByte(`"'\nrt`, s[0])
			if at < 0 {
				t.Fatalf("%q: unknown escape", s)
			}
			b.WriteByte("\"'\\\n\r\t"[at])
			continue
		}
		b.WriteByte(s[0])
	}
	return b.String()
}

func TestQuote(t *testing.T) {
	for _, s := range []string{"", "plain", `a "b" 'c' \d`, "\\", "line\nend\tand\rmore", "é#;=[]", `\n`, `"`} {
		if got := unquote(t, quote(s)); got != s {
			t.Errorf("%q: read as %q", s, got)
		}
	}
}

func image(entries ...string) *platforms.Image {
	img := &platforms.Image{Path: "/tmp/my prog"}
	for _, e := range entries {
		img.Entries = append(img.Entries, platforms.Entry{Kind: e})
	}
	return img
}

func TestConfig(t *testing.T) {
	net := image("pv", "pvh")
	net.Libraries = []platforms.Library{{Name: "drivers-netfront"}}
	large := image("pv")
	large.End = 5 << 20
	hvm := image("pvh")
	hvm.End = 5 << 20
	one := []platforms.Forward{{Proto: "tcp", From: 1, To: 2}}
	for _, c := range []struct {
		options platforms.Options
		kind    string
		want    []string
		not     []string
		fails   string
	}{
		{options: platforms.Options{}, want: []string{"name = \"my_prog\"\n", "type = \"pv\"\n", "kernel = \"/tmp/my prog\"\n", "memory = 64\n",
			"cmdline = \"unicore.name=\\\"my prog\\\"\"\n", "on_crash = \"destroy\"\n"}, not: []string{"vif", "disk", "ramdisk", "vnc"}},
		{options: platforms.Options{Args: []string{"a b", `"`}, Append: []string{"A=1"}, Memory: 3<<20 + 1},
			want: []string{`A=1 -- \"a b\" \"\\\"\"` + "\"\n", "memory = 4\n"}},
		{options: platforms.Options{Image: large, Memory: 4 << 20}, fails: "4096 KiB of memory: the image and what Xen builds beside it take 8192 KiB"},
		{options: platforms.Options{Image: large, Memory: 8 << 20}, want: []string{"memory = 8\n"}, not: []string{"maxmem"}},
		{options: platforms.Options{Image: hvm, Memory: 4 << 20}, kind: kindPVH, fails: "the image alone takes 5120 KiB"},
		{options: platforms.Options{Memory: 8 << 20, MaxMemory: 15<<20 + 1}, want: []string{"memory = 8\nmaxmem = 16\n"}},
		{options: platforms.Options{MaxMemory: 63 << 20}, fails: "--maxmem: 64512 KiB are less than the 65536 KiB that it starts with"},
		{options: platforms.Options{Image: net}, want: []string{`vif = ["bridge=xenbr0"]`}},
		{options: platforms.Options{Image: net, Net: "none"}, not: []string{"vif"}},
		{options: platforms.Options{Net: "bridge=br-1.0"}, want: []string{`vif = ["bridge=br-1.0"]`}},
		{options: platforms.Options{Net: "bridge="}, fails: "names no bridge"},
		{options: platforms.Options{Net: "bridge=a,script=x"}, fails: `"script=x": no such option`},
		{options: platforms.Options{Net: "bridge=a,mac=00:16:3E:01:02:03"}, want: []string{`vif = ["mac=00:16:3e:01:02:03, bridge=a"]`}},
		{options: platforms.Options{Net: "user,mac=00:16:3e:01:02:03", Emulate: true}, want: []string{`vif = ["mac=00:16:3e:01:02:03, bridge=xenbr0"]`}},
		{options: platforms.Options{Net: "none,mac=00:16:3e:01:02:03"}, fails: "takes no mac"},
		{options: platforms.Options{Net: "user"}, fails: "no such network"},
		{options: platforms.Options{Net: "tap=tap0", Emulate: true}, fails: "no such network"},
		{options: platforms.Options{Net: "user", Emulate: true}, want: []string{"xenbr0"}},
		{options: platforms.Options{Net: "bridge=br7", Emulate: true}, fails: "no such bridge"},
		{options: platforms.Options{Forward: one}, fails: "an address of its own"},
		{options: platforms.Options{Forward: one, Emulate: true, Net: "none"}, fails: "without a network"},
		{options: platforms.Options{Forward: one, Emulate: true}, want: []string{"xenbr0"}},
		{options: platforms.Options{Disks: []platforms.Disk{{Path: "/d a,b"}, {Path: "/e", ReadOnly: true}}},
			want: []string{`disk = ["format=raw, vdev=xvda, access=rw, target=/d a,b", "format=raw, vdev=xvdb, access=ro, target=/e"]`}},
		{options: platforms.Options{Machine: kindHVM, Disks: []platforms.Disk{{Path: "/e", ReadOnly: true}}}, kind: kindPVH, fails: "can be written to"},
		{options: platforms.Options{Machine: kindHVM, Net: "bridge=b"}, kind: kindPVH, want: []string{`vif = ["type=vif, bridge=b"]`}},
		{options: platforms.Options{Disks: []platforms.Disk{{Path: "/d,"}}}, fails: "cannot read such a name"},
		{options: platforms.Options{Disks: make([]platforms.Disk, 17)}, fails: "room for 16 disks"},
		{options: platforms.Options{Args: []string{strings.Repeat("x", 1024)}}, fails: "a PV guest gets 1023"},
		{options: platforms.Options{Args: []string{strings.Repeat("x", 1024)}}, kind: kindPVH, want: []string{"type = \"pvh\"\n"}},
		{options: platforms.Options{Machine: kindHVM}, kind: kindPVH, want: []string{"type = \"hvm\"\n", "vnc = 0\n"}},
		{options: platforms.Options{Append: []string{"a -- b"}}, fails: "do not belong there"},
		{options: platforms.Options{Image: image("pvh")}, fails: "no entry for a guest of kind pv"},
		{options: platforms.Options{Image: image("pv")}, kind: kindPVH, fails: "no entry for a guest of kind pvh"},
		{options: platforms.Options{HVC: []string{"f"}}, fails: "--hvc"},
		{options: platforms.Options{GDB: 1}, fails: "--gdb"},
		{options: platforms.Options{Accel: "tcg"}, fails: "--accel"},
		{options: platforms.Options{Accel: "kvm", Emulate: true}, fails: "--accel kvm"},
		{options: platforms.Options{Extra: []string{"-x"}}, fails: "--qemu-arg"},
	} {
		o := c.options
		if o.Image == nil {
			o.Image = image("pv", "pvh", "hvm")
		}
		if c.kind == "" {
			c.kind = kindPV
		}
		o.Stderr = io.Discard
		cfg, err := prepare(&o, c.kind)
		if c.fails != "" {
			if err == nil || !strings.Contains(err.Error(), c.fails) {
				t.Errorf("%+v: %v, want %q", c.options, err, c.fails)
			}
			continue
		}
		if err != nil {
			t.Errorf("%+v: %v", c.options, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(cfg.String(), w) {
				t.Errorf("no %q in\n%s", w, cfg)
			}
		}
		for _, w := range c.not {
			if strings.Contains(cfg.String(), w) {
				t.Errorf("%q in\n%s", w, cfg)
			}
		}
	}
}

func TestPrintXL(t *testing.T) {
	dir, beside := t.TempDir(), t.TempDir()
	out, err := os.Create(filepath.Join(dir, "cfg"))
	if err != nil {
		t.Fatal(err)
	}
	var complaint bytes.Buffer
	img := image("pv")
	img.Path = filepath.Join(beside, "prog")
	o := &platforms.Options{Image: img, Rootfs: dir, Stdout: out, Stderr: &complaint}
	if err := printXL(o, kindPV); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out.Name())
	if err != nil || !strings.Contains(string(text), "\nramdisk = \""+img.Path+".cpio\"\n") ||
		!strings.Contains(complaint.String(), ".cpio is written, of what is in "+dir) {
		t.Errorf("%v\n%s%s", err, text, &complaint)
	}
	if fi, err := os.Stat(img.Path + ".cpio"); err != nil || fi.Size() == 0 {
		t.Errorf("the ramdisk: %v", err)
	}
	o.Rootfs = beside // whose archive would be in it
	if err := printXL(o, kindPV); err == nil {
		t.Error("a folder was packed into itself")
	}
	o.Rootfs = out.Name()
	if err := printXL(o, kindPV); err == nil || !strings.Contains(err.Error(), "is neither a folder nor a cpio archive") {
		t.Errorf("a file that is no archive: %v", err)
	}
	archive, err := os.ReadFile(img.Path + ".cpio")
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(archive)
	z.Close()
	o.Rootfs = filepath.Join(beside, "rootfs.gz")
	if err := errors.Join(os.WriteFile(o.Rootfs, packed.Bytes(), 0o644), os.Remove(img.Path+".cpio"), printXL(o, kindPV)); err != nil {
		t.Error(err)
	}
	if again, err := os.ReadFile(img.Path + ".cpio"); err != nil || !bytes.Equal(again, archive) {
		t.Errorf("a compressed archive: %d bytes of %d, %v", len(again), len(archive), err)
	}
	o.Rootfs = filepath.Join(dir, "absent")
	if err := printXL(o, kindPV); err == nil {
		t.Error("an absent root file system was taken")
	}
}

// What -n prints is what would run, whose files need not be made for it.
func TestDryRun(t *testing.T) {
	dir := t.TempDir()
	img := image("pv")
	img.Path = filepath.Join(dir, "prog")
	if err := os.WriteFile(img.Path, make([]byte, 3<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		emulate   bool
		want, not []string
	}{
		{true, []string{"-m ", "xenbed/xen", "file=/d,readonly=on", "rootfs.cpio &&\n", "# /guest/kernel is " + img.Path + "\n", "target=/dev/vda", "xl create -F /guest/prog.cfg\n",
			"ramdisk = \"/guest/ramdisk\"\n", "# tcp port 8080 of this machine leads to port 80 of the image\n"}, []string{"target=/d\""}},
		{false, []string{"rootfs.cpio &&\n", "target=/d\"", "ramdisk = \"", "xl create -c prog.cfg\n"}, []string{"qemu", "/guest"}},
	} {
		var out bytes.Buffer
		o := &platforms.Options{Image: img, Rootfs: dir, Emulate: c.emulate, Emulator: "/bin/true", Store: dir, DryRun: &out, Stderr: io.Discard,
			Disks: []platforms.Disk{{Path: "/d", ReadOnly: true}}}
		if c.emulate {
			o.Forward = []platforms.Forward{{Proto: "tcp", From: 8080, To: 80}}
		}
		if _, err := launch(t.Context(), o, kindPV); err != nil {
			t.Fatal(err)
		}
		for _, w := range c.want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("no %q in\n%s", w, &out)
			}
		}
		for _, w := range c.not {
			if strings.Contains(out.String(), w) {
				t.Errorf("%q in\n%s", w, &out)
			}
		}
	}
}

// Without Xen there is a way out.
func TestNoXen(t *testing.T) {
	if _, err := os.Stat("/proc/xen/capabilities"); err == nil {
		t.Skip("this machine runs Xen")
	}
	_, err := launch(t.Context(), &platforms.Options{Image: image("pv"), Stderr: io.Discard}, kindPV)
	if err == nil || err.Error() != "this machine does not run Xen" || !strings.Contains(toolchain.HintOf(err), "--emulate") {
		t.Errorf("%v, hint %q", err, toolchain.HintOf(err))
	}
}

func TestResult(t *testing.T) {
	o := &platforms.Options{Image: image("pv")}
	if status, err := result(o, "poweroff", "signal 11"); status != 139 || err != nil {
		t.Errorf("%d, %v", status, err)
	}
	for reason, want := range map[string]string{"crash": "crashed", "none": "destroyed", "poweroff": "without an exit status"} {
		if _, err := result(o, reason, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

func TestGuestName(t *testing.T) {
	for path, want := range map[string]string{"/a/nginx": "nginx", "a b/é": "image", "x y": "x_y", ".h": "h", strings.Repeat("n", 99): strings.Repeat("n", 48)} {
		if got := guestName(path); got != want {
			t.Errorf("%q: %q", path, got)
		}
	}
}

func TestNotCreated(t *testing.T) {
	for _, c := range []struct{ log, err, hint string }{
		{"Parsing config from g.cfg\nxc: error: panic: xg_dom_core.c:536: segment kernel too large: Out of memory\nlibxl: error: -3\n",
			"xl create: xc: error: panic: xg_dom_core.c:536: segment kernel too large: Out of memory", "try -m"},
		{"Parsing config from g.cfg\ngot a tsc mode string: \"native\"\nxc: error: panic: xg_dom_x86.c:159: count_pgtables: x\nlibxl: error: y\n",
			"xl create: xc: error: panic: xg_dom_x86.c:159: count_pgtables: x", "-v"},
		{"g.cfg:3: config parsing error near `]'\nFailed to parse config\n", "xl create: g.cfg:3: config parsing error near `]'", "-v"},
	} {
		err := notCreated(c.log)
		if err.Error() != c.err || !strings.Contains(toolchain.HintOf(err), c.hint) {
			t.Errorf("%v, hint %q", err, toolchain.HintOf(err))
		}
	}
}
