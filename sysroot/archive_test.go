// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"archive/tar"
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// tarOf makes a tar file of headers whose Linkname is the content for files.
func tarOf(t testing.TB, headers ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, h := range headers {
		content := ""
		if h.Typeflag == tar.TypeReg {
			content, h.Linkname = h.Linkname, ""
			h.Size = int64(len(content))
		}
		if h.Mode == 0 {
			h.Mode = 0o644
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	return out.Bytes()
}

// tarHuge promises a file of a petabyte.
func tarHuge(t testing.TB) []byte {
	var out bytes.Buffer
	err := tar.NewWriter(&out).WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "a/x", Size: 1 << 50, Mode: 0o644})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func file(name, content string) tar.Header {
	return tar.Header{Typeflag: tar.TypeReg, Name: name, Linkname: content}
}
func folder(name string) tar.Header { return tar.Header{Typeflag: tar.TypeDir, Name: name} }
func symlink(name, to string) tar.Header {
	return tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: to}
}
func hardlink(name, to string) tar.Header {
	return tar.Header{Typeflag: tar.TypeLink, Name: name, Linkname: to}
}

func TestUntar(t *testing.T) {
	dir := t.TempDir()
	run := file("a-1/bin/run", "x")
	run.Mode = 0o755
	archive := tarOf(t, folder("a-1/"), file("./a-1/x.c", "hello"), run, symlink("a-1/bin/y", "../x.c"),
		hardlink("a-1/z.c", "a-1/x.c"), symlink("a-1/dangling", "not/there"), file("a-1/x.c", "again"))
	if err := untar(context.Background(), bytes.NewReader(archive), dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"x.c": "again", "bin/y": "again", "z.c": "hello", "bin/run": "x"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "bin/run")); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("bin/run is not executable: %v", err)
	}
}

func TestUntarHostile(t *testing.T) {
	for name, c := range map[string]struct {
		want    string
		archive []byte
	}{
		"dotdot":         {"name with ..", tarOf(t, file("a/../../x", "bad"))},
		"dotdot top":     {"name with ..", tarOf(t, file("../x", "bad"))},
		"absolute":       {"absolute name", tarOf(t, file("/x", "bad"))},
		"link out":       {"points out", tarOf(t, symlink("a/l", "../x"))},
		"link out deep":  {"points out", tarOf(t, symlink("a/b/l", "../../x"))},
		"link absolute":  {"points out", tarOf(t, symlink("a/l", "/etc/passwd"))},
		"link down up":   {"points out", tarOf(t, folder("a/d"), symlink("a/l", "d/../../x"))},
		"through link":   {"not a folder", tarOf(t, folder("a/d"), symlink("a/l", "d"), file("a/l/x", "bad"))},
		"replace folder": {"where a folder is", tarOf(t, file("a/d/x", "x"), symlink("a/d", "e"))},
		"hard link out":  {"name with ..", tarOf(t, hardlink("a/l", "a/../../x"))},
		"hard absolute":  {"absolute name", tarOf(t, hardlink("a/l", "/etc/passwd"))},
		"hard to link":   {"no file of the archive", tarOf(t, symlink("a/s", "x"), hardlink("a/l", "a/s"))},
		"device":         {"only files", tarOf(t, tar.Header{Typeflag: tar.TypeChar, Name: "a/null", Devmajor: 1, Devminor: 3})},
		"fifo":           {"only files", tarOf(t, tar.Header{Typeflag: tar.TypeFifo, Name: "a/p"})},
		"two tops":       {"top folder", tarOf(t, file("a/x", "x"), file("b/x", "x"))},
		"file as top":    {"top folder should be", tarOf(t, file("a", "x"))},
		"deep":           {"deep name", tarOf(t, file("a"+strings.Repeat("/d", 100), "x"))},
		"empty":          {"empty archive", tarOf(t)},
		"truncated":      {"unexpected EOF", tarOf(t, file("a/x", strings.Repeat("x", 4000)))[:2000]},
		"huge":           {"absurdly large", tarHuge(t)},
	} {
		t.Run(name, func(t *testing.T) {
			outer := t.TempDir()
			dir := filepath.Join(outer, "in")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			err := untar(context.Background(), bytes.NewReader(c.archive), dir)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %q, got %v", c.want, err)
			}
			checkConfined(t, outer)
		})
	}
}

// checkConfined looks for anything beside or pointing out of outer/in.
func checkConfined(t testing.TB, outer string) {
	t.Helper()
	entries, err := os.ReadDir(outer)
	if err != nil || len(entries) != 1 {
		t.Fatalf("beside the folder: %v %v", entries, err)
	}
	root, err := filepath.EvalSymlinks(filepath.Join(outer, "in"))
	if err != nil {
		t.Fatal(err)
	}
	filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		if d.Type()&fs.ModeSymlink != 0 {
			to, err := filepath.EvalSymlinks(p)
			if err == nil && to != root && !strings.HasPrefix(to, root+"/") {
				t.Fatalf("%s leads to %s", p, to)
			}
		} else if !d.IsDir() && !d.Type().IsRegular() {
			t.Fatalf("%s has type %v", p, d.Type())
		}
		return nil
	})
}

func FuzzUntar(f *testing.F) {
	f.Add(tarOf(f, folder("a"), file("a/x", "hello"), symlink("a/l", "x"), hardlink("a/h", "a/x")))
	f.Add(tarOf(f, symlink("a/l", ".."), file("a/l/x", "bad")))
	f.Add(tarOf(f, folder("a/b"), symlink("a/b/l", "../b"), symlink("a/m", "b/l/../../x")))
	f.Fuzz(func(t *testing.T, archive []byte) {
		outer := t.TempDir()
		dir := filepath.Join(outer, "in")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		untar(context.Background(), bytes.NewReader(archive), dir)
		checkConfined(t, outer)
	})
}

func TestExtractDamaged(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write(tarOf(t, file("a/x", strings.Repeat("hello", 1000))))
	w.Close()
	good := zipped.Bytes()
	flipped := bytes.Clone(good)
	flipped[len(flipped)-6] ^= 1 // in the check sum
	for name, c := range map[string]struct {
		text []byte
		want string
	}{
		"good":      {good, ""},
		"short":     {[]byte("x"), "too short"},
		"truncated": {good[:len(good)/2], "unexpected EOF"},
		"check sum": {flipped, "damaged archive"},
		"text":      {[]byte("<html>not found</html>"), "not a gzip"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.tar.gz")
			if err := os.WriteFile(file, c.text, 0o644); err != nil {
				t.Fatal(err)
			}
			err := extract(context.Background(), file, t.TempDir())
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("want %q, got %v", c.want, err)
			}
		})
	}
}
