// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func tree(definitions map[string]string) Tree {
	m := fstest.MapFS{}
	for dir, text := range definitions {
		m[dir+"/"+DefinitionFile] = &fstest.MapFile{Data: []byte(text)}
		m[dir+"/a.c"] = &fstest.MapFile{}
		m[dir+"/b.c"] = &fstest.MapFile{}
		if strings.Contains(text, "\"script\"") && !strings.Contains(text, "# no script") {
			m[dir+"/"+ScriptFile] = &fstest.MapFile{}
		}
	}
	return Tree{Pool: MainPool, Path: "pools/main", FS: m}
}

const head = "summary = \"x\"\nlicense = \"MIT\"\n"

func TestClosure(t *testing.T) {
	p, err := Load(tree(map[string]string{
		"net/z":  "name = \"net-z\"\nneeds = [\"base\", \"mem\"]\n" + head,
		"base":   "name = \"base\"\n" + head,
		"mem/of": "name = \"mem\"\nneeds = [\"base\"]\n" + head,
		"other":  "name = \"other\"\n" + head,
	}))
	if err != nil {
		t.Fatal(err)
	}
	libs, err := p.Closure([]string{"net-z"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range libs {
		names = append(names, l.Name)
	}
	if got := strings.Join(names, " "); got != "base mem net-z" {
		t.Errorf("got %s", got)
	}
	l := p.Library("net-z")
	if l.Kind != "net" || l.Dir != "pools/main/net/z" || l.Pool != MainPool {
		t.Errorf("got %+v", l)
	}
	if _, err := p.Closure([]string{"net-y"}); err == nil || !strings.Contains(err.Error(), "nearest name is net-z") {
		t.Errorf("got %v", err)
	}
}

// A name that several libraries provide means another one on each platform,
// and what cannot be met there takes those that need it along.
func TestProvides(t *testing.T) {
	m := map[string]string{
		"main/base":    "name = \"base\"\nneeds = [\"arch\"]\n",
		"main/pci":     "name = \"dev-pci\"\nneeds = [\"base\", \"ports\"]\n",
		"main/nic":     "name = \"nic\"\nneeds = [\"dev-pci\"]\n",
		"main/front":   "name = \"front\"\nneeds = [\"bus\"]\n",
		"main/bus":     "name = \"bus\"\nneeds = [\"calls\", \"front\"]\n",
		"arch/a":       "name = \"arch\"\nneeds = [\"base\", \"cpu\"]\n",
		"arch/a/bare":  "name = \"cpu-bare\"\nneeds = [\"arch\", \"ports\"]\nprovides = [\"cpu\"]\n",
		"arch/a/guest": "name = \"cpu-guest\"\nneeds = [\"arch\", \"calls\"]\nprovides = [\"cpu\"]\n",
		"plat/p":       "name = \"platform-p\"\nneeds = [\"arch\"]\nprovides = [\"ports\"]\n",
		"plat/x":       "name = \"platform-x\"\nneeds = [\"arch\"]\nprovides = [\"calls\"]\n",
		"plat/n":       "name = \"platform-n\"\nneeds = [\"arch\"]\n",
		"plat/both":    "name = \"platform-both\"\nprovides = [\"ports\", \"calls\"]\n",
	}
	load := func() (*Pool, error) {
		var trees []Tree
		for pool, dir := range map[string]string{MainPool: "main/", ArchPool: "arch/", PlatformPool: "plat/"} {
			definitions := map[string]string{}
			for at, text := range m {
				if rest, ok := strings.CutPrefix(at, dir); ok {
					definitions[rest] = text + head
				}
			}
			tr := tree(definitions)
			tr.Pool = pool
			trees = append(trees, tr)
		}
		return Load(trees...)
	}
	p, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if l := p.Library("cpu"); l != nil {
		t.Errorf("without a target cpu is %s", l.Name)
	}
	for platform, want := range map[string]string{
		"p": "arch base cpu-bare dev-pci nic platform-p cpu=cpu-bare",
		"x": "arch base bus cpu-guest front platform-x cpu=cpu-guest",
	} {
		target, libs, err := p.Select("a", platform)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, l := range libs {
			names = append(names, l.Name)
		}
		slices.Sort(names)
		if got := strings.Join(names, " ") + " cpu=" + target.Library("cpu").Name; got != want {
			t.Errorf("%s: got %s", platform, got)
		}
	}
	fails := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s\n got %v", want, err)
		}
	}
	_, _, err = p.Select("a", "n")
	fails(err, "platform-n cannot be built for a: platform-n needs arch, arch needs cpu")
	_, _, err = p.Select("a", "both")
	fails(err, "on both both cpu-bare and cpu-guest provide cpu: exactly one of those that do must be the default")
	guest := m["arch/a/guest"]
	m["arch/a/guest"] += "default = true\n"
	m["main/tool"] = "name = \"tool\"\nneeds = [\"cpu-bare\"]\n"
	if p, err = load(); err != nil {
		t.Fatal(err)
	}
	target, _, err := p.Select("a", "both")
	if err != nil || target.Library("cpu").Name != "cpu-guest" || target.Library("cpu-bare") != nil || target.Library("tool") != nil {
		t.Errorf("got %v %v", target.names(), err)
	}
	can, err := p.Available("a", "both")
	if err != nil || len(can.Choices()) != 1 || can.Choices()[0].Default.Name != "cpu-guest" || can.Library("tool") == nil {
		t.Errorf("got %v %v", can.names(), err)
	}
	if target, _, err = p.Select("a", "p"); err != nil || target.Library("cpu").Name != "cpu-bare" || target.Library("tool") == nil {
		t.Errorf("got %v %v", target.names(), err)
	}
	m["arch/a/bare"] += "default = true\n"
	if p, err = load(); err != nil {
		t.Fatal(err)
	}
	_, err = p.Available("a", "both")
	fails(err, "exactly one of those that do must be the default")
	m["arch/a/guest"] = guest
	delete(m, "main/tool")
	m["main/cpu"] = "name = \"cpu\"\n"
	_, err = load()
	fails(err, "provides cpu, which is the name of ")
	delete(m, "main/cpu")
	m["main/base"] = "name = \"base\"\nneeds = [\"cpus\"]\n"
	_, err = load()
	fails(err, "base needs cpus: there is no such library (the nearest name is cpu)")
}

func TestLoadErrors(t *testing.T) {
	source := "[[source]]\nfile = \"a-1.tar.gz\"\nsha256 = \"" + strings.Repeat("0", 64) + "\"\nurl = \"https://a/\"\n"
	for want, definition := range map[string]string{
		"library.toml: unknown key sumary":         "name = \"a\"\nsumary = \"x\"\n" + head,
		"unknown key build.flags":                  "name = \"a\"\n" + head + "[build]\nflags = []\n",
		"needs b: there is no such library":        "name = \"a\"\nneeds = [\"b\"]\n" + head,
		"provides names b twice, or what the":      "name = \"a\"\nprovides = [\"b\", \"b\"]\n" + head,
		"provides names a twice, or what the":      "name = \"a\"\nprovides = [\"a\"]\n" + head,
		"default is for libraries that provide":    "name = \"a\"\ndefault = true\n" + head,
		"provides = \"B\" is not of the form":      "name = \"a\"\nprovides = [\"B\"]\n" + head,
		"needs names a twice, or itself":           "name = \"a\"\nneeds = [\"a\"]\n" + head,
		"name = \"A\" is not of the form":          "name = \"A\"\n" + head,
		"name = \"../a\" is not of the form":       "name = \"../a\"\n" + head,
		"license = \"\" is not of the form":        "name = \"a\"\nsummary = \"x\"\n",
		"summary must be one line":                 "name = \"a\"\nlicense = \"MIT\"\n",
		"library.toml:4:":                          "name = \"a\"\n" + head + "build = [\n",
		"members.c = \"x y\" is not of the form":   "name = \"a\"\n" + head + "[members]\nc = [\"x y\"]\n",
		"members are for kind objects, not script": "name = \"a\"\n" + head + "[members]\nc = [\"x\"]\n[build]\nkind = \"script\"\n",
		"kind script, and no build.sh":             "name = \"a\"\n" + head + "[build]\nkind = \"script\" # no script\n",
		"build.sources: \"../x.c\": must be":       "name = \"a\"\n" + head + "[build]\nsources = [\"../x.c\"]\n",
		"build.sources: \"/x.c\": must be":         "name = \"a\"\n" + head + "[build]\nsources = [\"/x.c\"]\n",
		"build.sources: \"$SRC/x.c\": there is no": "name = \"a\"\n" + head + "[build]\nsources = [\"$SRC/x.c\"]\n",
		"build.sources: \"$SRC/../x.c\": must be":  "name = \"a\"\n" + head + source + "[build]\nsources = [\"$SRC/../x.c\"]\n",
		"build.include: \"a/$SRC\": only a":        "name = \"a\"\n" + head + "[build]\ninclude = [\"a/$SRC\"]\n",
		"build.sources: \"[\": syntax error":       "name = \"a\"\n" + head + "[build]\nsources = [\"[\"]\n",
		"build.cflags: \"x\" is not an option":     "name = \"a\"\n" + head + "[build]\ncflags = [\"x\"]\n",
		"build.flags-if.A: \"x\" is not an option": "name = \"a\"\n" + head + "[build.flags-if]\nA = [\"x\"]\n",
		"build.kind = \"x\" is not one of":         "name = \"a\"\n" + head + "[build]\nkind = \"x\"\n",
		"sha256 = \"12\" is not of the form":       "name = \"a\"\n" + head + strings.Replace(source, strings.Repeat("0", 64), "12", 1),
		"file = \"../a.tar.gz\" is not":            "name = \"a\"\n" + head + strings.Replace(source, "a-1.tar.gz", "../a.tar.gz", 1),
		"url = \"file:///a\" is not an https":      "name = \"a\"\n" + head + strings.Replace(source, "https://a/", "file:///a", 1),
		"neither debian nor url":                   "name = \"a\"\n" + head + strings.Replace(source, "url", "#", 1),
	} {
		_, err := Load(tree(map[string]string{"a": definition}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s\n got %v", want, err)
		}
	}
	circle := map[string]string{"a": "name = \"a\"\nneeds = [\"b\"]\n" + head, "b": "name = \"b\"\nneeds = [\"a\"]\n" + head}
	if _, err := Load(tree(circle)); err != nil {
		t.Error(err)
	}
	circle["b"] += "[build]\nkind = \"script\"\n"
	_, err := Load(tree(circle))
	if err == nil || !strings.Contains(err.Error(), "in a circle: a → b → a") {
		t.Errorf("got %v", err)
	}
	_, err = Load(tree(map[string]string{"a": "name = \"a\"\n" + head, "b": "name = \"a\"\n" + head}))
	if err == nil || !strings.Contains(err.Error(), "the name a is taken by pools/main/a") {
		t.Errorf("got %v", err)
	}
}

// A class must be declared where the member's library can see it.
func TestMembers(t *testing.T) {
	load := func(needs, class string) error {
		tr := tree(map[string]string{
			"vfs":   "name = \"vfs\"\n" + head,
			"fs/x":  "name = \"fs-x\"\nneeds = [" + needs + "]\n" + head + "[members]\n" + class + " = [\"uc_x\"]\n",
			"other": "name = \"other\"\nneeds = [\"vfs\"]\n" + head,
		})
		m := tr.FS.(fstest.MapFS)
		m["vfs/include/uc/vfs.h"] = &fstest.MapFile{Data: []byte("int a;\nUC_DECLARE_CLASS(fs);\n#define UC_DECLARE_CLASS(c) x\n")}
		m["other/other.c"] = &fstest.MapFile{Data: []byte("UC_DECLARE_CLASS(filesystem);\n")}
		_, err := Load(tr)
		return err
	}
	for _, needs := range []string{`"vfs"`, `"other"`} {
		if err := load(needs, "fs"); err != nil {
			t.Error(err)
		}
	}
	err := load(`"vfs"`, "filesystem")
	if err == nil || err.Error() != "pools: pools/main/fs/x: members: no header declares the class filesystem; there are fs" {
		t.Errorf("got %v", err)
	}
	err = load("", "fs")
	if err == nil || err.Error() != "pools: pools/main/fs/x: members: the class fs is declared by vfs, which must be in needs" {
		t.Errorf("got %v", err)
	}
}

func TestSourceFiles(t *testing.T) {
	load := func(build string) (own, theirs []string, err error) {
		source := "[[source]]\nfile = \"a-1.tar.gz\"\nsha256 = \"" + strings.Repeat("0", 64) + "\"\nurl = \"https://a/\"\n"
		p, err := Load(tree(map[string]string{"a": "name = \"a\"\n" + head + source + build}))
		if err != nil {
			t.Fatal(err)
		}
		return p.Library("a").SourceFiles(fstest.MapFS{"x/c.c": {}, "x/d.c": {}})
	}
	own, theirs, err := load("")
	if err != nil || !slices.Equal(own, []string{"a.c", "b.c"}) || len(theirs) != 0 {
		t.Errorf("got %v %v %v", own, theirs, err)
	}
	own, theirs, err = load("[build]\nsources = [\"*.c\", \"$SRC/x/*.c\"]\nexclude = [\"a.c\", \"$SRC/x/d.c\"]\n")
	if err != nil || !slices.Equal(own, []string{"b.c"}) || !slices.Equal(theirs, []string{"x/c.c"}) {
		t.Errorf("got %v %v %v", own, theirs, err)
	}
	if _, _, err = load("[build]\nsources = [\"c.c\"]\n"); err == nil || !strings.Contains(err.Error(), `"c.c" matches no file`) {
		t.Errorf("got %v", err)
	}
}
