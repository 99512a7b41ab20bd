// SPDX-License-Identifier: BSD-3-Clause

package selection_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"unicore/pools"
	"unicore/pools/selection"
)

// made is a space of libraries of the main pool, on platforms p and q.
func made(t *testing.T, libraries map[string]string) (*selection.Space, error) {
	t.Helper()
	tree := func(pool string, files map[string]string) pools.Tree {
		m := fstest.MapFS{}
		for dir, text := range files {
			if strings.HasSuffix(dir, "/"+selection.OptionsFile) {
				m[dir] = &fstest.MapFile{Data: []byte(text)}
				continue
			}
			name := strings.ReplaceAll(dir, "/", "-")
			head := "name = \"" + name + "\"\nlicense = \"MIT\"\n"
			if !strings.Contains(text, "summary") {
				head += "summary = \"x\"\n"
			}
			m[dir+"/"+pools.DefinitionFile] = &fstest.MapFile{Data: []byte(head + text)}
		}
		return pools.Tree{Pool: pool, Path: pool, FS: m}
	}
	p := `provides = ["ports"]`
	if _, ok := libraries["k/always"]; ok {
		p += "\nneeds = [\"k-always\"]"
	}
	pool, err := pools.Load(tree(pools.MainPool, libraries), tree(pools.ArchPool, map[string]string{"a": ""}),
		tree(pools.PlatformPool, map[string]string{"p": p, "q": `provides = ["calls"]`}))
	if err != nil {
		t.Fatal(err)
	}
	return selection.New(pool, []selection.Target{{Platform: "p", Arch: "a"}, {Platform: "q", Arch: "a"}})
}

func change(t *testing.T, s *selection.Space, text string, answers ...string) (*selection.Changed, error) {
	t.Helper()
	var list []selection.Answer
	for _, a := range answers {
		name, value, _ := strings.Cut(a, "=")
		list = append(list, selection.Answer{Name: name, Value: value})
	}
	return s.Change(file(t, text), list)
}

// Libraries that need each other come and go together; who provides a name
// depends on the target; odd text in a definition is text in the tree.
func TestTies(t *testing.T) {
	s, err := made(t, map[string]string{
		"k/a": `needs = ["k-b", "k-d"]`, "k/b": `needs = ["k-c"]`, "k/c": `needs = ["k-a"]`,
		"k/d": "summary = 'a \"quoted\" $(shell,false) \\\\ text'",
		"k/e": `needs = ["k-b", "bus"]`,
		"n/p": `needs = ["ports"]` + "\n" + `provides = ["bus"]`,
		"n/q": `needs = ["calls"]` + "\n" + `provides = ["bus"]`,
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := change(t, s, "", "k-c=n")
	if err != nil || strings.Join(r.Off, " ") != "k-a k-b k-c k-e" {
		t.Fatalf("%v %+v", err, r)
	}
	r, err = change(t, s, string(r.Text)+"# mine\n# CONFIG_LIB_N_P is not set\n", "k-e=y")
	if err != nil || strings.Join(r.On, " ") != "k-a k-b k-c k-e n-p" || strings.Contains(string(r.Text), "CONFIG") || !strings.Contains(string(r.Text), "# mine\n") {
		t.Errorf("%v %s %s", err, r.On, r.Text)
	}
	// Without the provider of one target it goes on both: a file serves all.
	r, err = change(t, s, "", "n-p=n")
	if err != nil || strings.Join(r.Off, " ") != "k-e n-p" {
		t.Errorf("%v %+v", err, r)
	}
	if _, err := change(t, s, "", "k-e=y", "k-d=n"); err == nil || !strings.Contains(err.Error(), "k-e=y contradicts k-d=n: k-e needs k-b, which needs k-c, which needs k-a, which needs k-d") {
		t.Errorf("%v", err)
	}
	_, err = made(t, map[string]string{"k/a_b": "", "k/a-b": ""})
	if err == nil || !strings.Contains(err.Error(), "have the same symbol LIB_K_A_B") {
		t.Errorf("%v", err)
	}
}

// A library that the platform holds on one target and nothing on the other.
func TestHeldElsewhere(t *testing.T) {
	s, err := made(t, map[string]string{"k/always": "", "k/user": `needs = ["k-always"]`})
	if err != nil {
		t.Fatal(err)
	}
	r, err := change(t, s, "", "k-always=n")
	if err != nil || strings.Join(r.Off, " ") != "k-always k-user" ||
		strings.Join(r.Notes, " ") != "k-always stays on p-a: p needs k-always" {
		t.Fatalf("%v %+v", err, r)
	}
	for target, want := range map[int]string{0: "a k-always p", 1: "a q"} {
		c, notes, err := s.Config(s.Targets()[target], file(t, string(r.Text)))
		if err != nil || strings.Join(c.Libraries(), " ") != want || (len(notes) > 0) != (target == 0) {
			t.Errorf("%v %v %v", err, c.Libraries(), notes)
		}
	}
	if _, err := change(t, s, "", "p=n"); err == nil || err.Error() != "p cannot be unselected: on p-a p is always there" {
		t.Errorf("%v", err)
	}
}

// Comments and what is not known stay, in their places.
func TestEdit(t *testing.T) {
	s := space(t)
	const before = "# about\r\nCONFIG_LIB_OF_ANOTHER_POOL=y\n\nCONFIG_LIB_ZLIB=y\nCONFIG_LIB_PCRE2=y\n  # end\n"
	r, err := change(t, s, before, "zlib=n")
	want := "# about\nCONFIG_LIB_OF_ANOTHER_POOL=y\n\n# CONFIG_LIB_ZLIB is not set\nCONFIG_LIB_PCRE2=y\n  # end\n"
	if err != nil || string(r.Text) != want {
		t.Errorf("%v\n%s", err, r.Text)
	}
	r, err = change(t, s, want, "CONFIG_LIB_NET_NETLINK=n")
	if err != nil || string(r.Text) != want+"# CONFIG_LIB_NET_NETLINK is not set\n" {
		t.Errorf("%v\n%s", err, r.Text)
	}
	if r, err = change(t, s, want, "zlib=n"); err != nil || string(r.Text) != want || len(r.Off) > 0 {
		t.Errorf("%v\n%s", err, r.Text)
	}
	if r, err = s.Defaults(file(t, want)); err != nil || strings.Join(r.On, " ") != "zlib" ||
		string(r.Text) != "# about\nCONFIG_LIB_OF_ANOTHER_POOL=y\n\n  # end\n" {
		t.Errorf("%v\n%s", err, r.Text)
	}
}

// An option may select a library, and one that is off as long as nobody does.
func TestOptionSelects(t *testing.T) {
	s, err := made(t, map[string]string{
		"k/a": "", "k/a/Kconfig": "config K_A_MORE\n\tbool \"more\"\n\tselect LIB_K_B\n",
		"k/b": "unselected = true",
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := change(t, s, "", "K_A_MORE=y")
	if err != nil || strings.Join(r.On, " ") != "k-b" {
		t.Fatalf("%v %v", err, r)
	}
	c, _, err := s.Config(s.Targets()[0], file(t, string(r.Text)))
	if err != nil || c.Why("k-b") != "needed by K_A_MORE" {
		t.Errorf("%v %s", err, c.Why("k-b"))
	}
	_, _, err = s.Config(s.Targets()[0], file(t, string(r.Text)+"# CONFIG_LIB_K_B is not set\n"))
	if err == nil || !strings.Contains(err.Error(), "k-b is off, but K_A_MORE needs it") {
		t.Errorf("%v", err)
	}
}

// What is read as an answer is changed as one: a file is Linux's, where something may
// stand behind "is not set". What no file can say is no answer.
func TestWhatIsRead(t *testing.T) {
	s := space(t)
	r, err := change(t, s, "# CONFIG_LIB_ZLIB is not set today\n", "zlib=y")
	if err != nil || string(r.Text) != "" || strings.Join(r.On, " ") != "zlib" {
		t.Errorf("%v\n%s", err, r.Text)
	}
	if _, err := change(t, s, "CONFIG_LIB_RANDOM_FIXED=y\n", "RANDOM_FIXED_SEED=\x1b["); err == nil || err.Error() != `RANDOM_FIXED_SEED="\x1b[": the value has a control character` {
		t.Errorf("%v", err)
	}
}

func TestBadFiles(t *testing.T) {
	s := space(t)
	target := s.Targets()[0]
	for text, want := range map[string]string{
		"CONFIG_LIB_ZLIB\n":                           "c:1:16: expected CONFIG_NAME=VALUE or a comment\n    CONFIG_LIB_ZLIB\n                   ^",
		"\n LIB_ZLIB=y":                               "c:2:2: expected",
		"CONFIG_=y\n":                                 "c:1:8: expected",
		"CONFIG_LIB_ZLIB =y\n":                        "c:1:16: expected",
		"CONFIG_LIB_ZLIB=\x00\n":                      "c:1:17: expected",
		"\x7fELF\x02\x01":                             "c:1:1: expected",
		"CONFIG_LIB_ZLIB=2\n":                         "c:1:17: the value does not fit: LIB_ZLIB is bool\n    CONFIG_LIB_ZLIB=2\n                    ^",
		"CONFIG_LIB_ZLIB=y\n# x\nCONFIG_LIB_ZLIB=n\n": "c:3:17: this contradicts line 1, where LIB_ZLIB is y",
		"# CONFIG_LIB_NET_LWIP is not set\n":          "net-lwip is off, but net-netlink needs it",
		strings.Repeat("#\n", 1<<20):                  "is larger than",
	} {
		f, err := selection.ParseFile("c", []byte(text))
		if err == nil {
			_, _, err = s.Config(target, f)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v\nwant %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"CONFIG_LIB_ZLB=y\n":                 "c:1: CONFIG_LIB_ZLB: there is no such symbol (the nearest is CONFIG_LIB_ZLIB)",
		"# CONFIG_LIB_QQQQQ is not set\n":    "c:1: CONFIG_LIB_QQQQQ: there is no such symbol; unicore config clean takes such lines away",
		"CONFIG_LIB_XEN_GRANT=y\n":           "c:1: xen-grant is not for kvm-x86_64: xen-grant needs xen-core, xen-core needs hypercall, which platform-xen and platform-xen-hvm provide",
		"# CONFIG_LIB_MEM_HEAP is not set\n": "c:1: mem-heap stays on kvm-x86_64: platform-kvm needs mem-vm, which needs mem-heap",
		"CONFIG_PLATFORM_XEN=y\n":            "c:1: PLATFORM_XEN=y has no effect on kvm-x86_64: the target says what it is",
	} {
		f, err := selection.ParseFile("c", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		_, notes, err := s.Config(target, f)
		if err != nil || strings.Join(notes, "\n") != want {
			t.Errorf("%q: %v\n got %q\nwant %q", text, err, notes, want)
		}
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "a", "b")
	user := filepath.Join(dir, "home", "unicore")
	for _, d := range []string{deep, user} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{"XDG_CONFIG_HOME": filepath.Join(dir, "home")}
	check := func(explicit, path, from string) {
		t.Helper()
		p, err := selection.Find(deep, explicit, func(name string) string { return env[name] })
		if err != nil || p.Path != path || p.From != from {
			t.Errorf("got %+v %v", p, err)
		}
	}
	write := func(path string) {
		t.Helper()
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	check("", filepath.Join(deep, selection.FileName), "none")
	write(filepath.Join(user, "config"))
	check("", filepath.Join(user, "config"), "user")
	above := filepath.Join(dir, "a", selection.FileName)
	write(above)
	check("", above, "folder")
	check("else", "else", "UNICORE_CONFIG")
	// A link to nothing is not the same as nothing.
	if err := os.Symlink("gone", filepath.Join(deep, selection.FileName)); err != nil {
		t.Fatal(err)
	}
	if _, err := selection.Find(deep, "", os.Getenv); err == nil || !strings.Contains(err.Error(), "is a link: no such file") {
		t.Errorf("got %v", err)
	}
	if err := os.Remove(filepath.Join(deep, selection.FileName)); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		if err := os.Chown(above, 12345, 0); err != nil {
			t.Fatal(err)
		}
		_, err := selection.Find(deep, "", func(string) string { return "" })
		if err == nil || !strings.Contains(err.Error(), "belongs to another user") {
			t.Errorf("got %v", err)
		}
	}
}

func FuzzParseFile(f *testing.F) {
	f.Add("# CONFIG_A is not set\nCONFIG_B=y\n")
	f.Add("CONFIG_LIB_ZLIB=y\r\n\x00")
	s := space(f)
	f.Fuzz(func(t *testing.T, text string) {
		file, err := selection.ParseFile("c", []byte(text))
		if err != nil {
			return
		}
		if r, err := s.Change(file, []selection.Answer{{Name: "zlib", Value: "n"}}); err == nil {
			if _, err := selection.ParseFile("c", r.Text); err != nil {
				t.Errorf("%q became %q: %v", text, r.Text, err)
			}
		}
	})
}
