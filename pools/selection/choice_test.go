// SPDX-License-Identifier: BSD-3-Clause

package selection_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"unicore/pools"
	"unicore/pools/selection"
)

// choicePool has two platforms. "heap" is provided by two libraries on both,
// "console" by others on each and by one on both.
func choicePool(t *testing.T, more map[string]string) (*selection.Space, error) {
	t.Helper()
	files := map[string]string{
		"plat/p":    "name = \"platform-p\"\nneeds = [\"core\"]\nprovides = [\"ports\"]\n",
		"plat/x":    "name = \"platform-x\"\nneeds = [\"core\"]\nprovides = [\"calls\"]\n",
		"arch/a":    "name = \"arch\"\n",
		"main/core": "name = \"core\"\nneeds = [\"heap\", \"console\"]\n",
		"main/slab": "name = \"slab\"\nprovides = [\"heap\"]\ndefault = true\n",
		"main/tlsf": "name = \"tlsf\"\nprovides = [\"heap\"]\nneeds = [\"bits\"]\n",
		"main/bits": "name = \"bits\"\n",
		"main/stat": "name = \"stat\"\nneeds = [\"slab\", \"bits\"]\n",
		"main/top":  "name = \"top\"\nneeds = [\"stat\"]\n",
		"main/ser":  "name = \"ser\"\nneeds = [\"ports\"]\nprovides = [\"console\"]\ndefault = true\n",
		"main/vcon": "name = \"vcon\"\nneeds = [\"ports\"]\nprovides = [\"console\"]\n",
		"main/ring": "name = \"ring\"\nneeds = [\"calls\"]\nprovides = [\"console\"]\ndefault = true\n",
		"main/none": "name = \"none\"\nprovides = [\"console\"]\n",
	}
	for at, text := range more {
		files[at] = text
	}
	var trees []pools.Tree
	for pool, dir := range map[string]string{pools.MainPool: "main/", pools.ArchPool: "arch/", pools.PlatformPool: "plat/"} {
		m := fstest.MapFS{}
		for at, text := range files {
			if rest, ok := strings.CutPrefix(at, dir); ok {
				m[rest+"/"+pools.DefinitionFile] = &fstest.MapFile{Data: []byte(text + "summary = \"x\"\nlicense = \"MIT\"\n")}
			}
		}
		trees = append(trees, pools.Tree{Pool: pool, Path: dir, FS: m})
	}
	pool, err := pools.Load(trees...)
	if err != nil {
		t.Fatal(err)
	}
	return selection.New(pool, []selection.Target{{Platform: "p", Arch: "a"}, {Platform: "x", Arch: "a"}})
}

// state is the libraries that are on, of each target.
func state(t *testing.T, s *selection.Space, f *selection.File) string {
	t.Helper()
	var all []string
	for _, target := range s.Targets() {
		c, _, err := s.Config(target, f)
		if err != nil {
			t.Fatalf("%v\n%s", err, f.Data)
		}
		all = append(all, strings.Join(c.Libraries(), " "))
	}
	return strings.Join(all, "; ")
}

func TestChoice(t *testing.T) {
	s, err := choicePool(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	const whole = "arch bits core platform-p ser slab stat top; arch bits core platform-x ring slab stat top"
	f := file(t, "")
	if got := state(t, s, f); got != whole {
		t.Fatalf("got %s\n%s", got, s.Kconfig())
	}
	change := func(name, value string) *selection.Changed {
		t.Helper()
		changed, err := s.Change(f, []selection.Answer{{Name: name, Value: value}})
		if err != nil {
			t.Fatal(err)
		}
		f = file(t, string(changed.Text))
		return changed
	}
	// To choose another one is an answer; what needs the first by its name goes, and comes back.
	r := change("tlsf", "y")
	if strings.Join(r.On, " ") != "tlsf" || strings.Join(r.Off, " ") != "slab stat top" {
		t.Errorf("got %v %v", r.On, r.Off)
	}
	if got := state(t, s, f); got != "arch bits core platform-p ser tlsf; arch bits core platform-x ring tlsf" || !strings.HasSuffix(string(f.Data), "\nCONFIG_LIB_TLSF=y\n") {
		t.Errorf("got %s\n%s", got, f.Data)
	}
	c, _, err := s.Config(s.Targets()[0], f)
	if err != nil {
		t.Fatal(err)
	}
	for library, want := range map[string]string{"slab": "tlsf provides heap", "tlsf": "unicore.config:2 says so", "ser": "the default that provides console"} {
		if got := c.Why(library); got != want {
			t.Errorf("%s: got %s", library, got)
		}
	}
	if got := c.Needs("core"); !slices.Equal(got, []string{"ser", "tlsf"}) {
		t.Errorf("core needs %v", got)
	}
	// What needs the other one by its name brings it.
	if r = change("top", "y"); strings.Join(r.On, " ") != "slab stat top" || strings.Join(r.Off, " ") != "tlsf" {
		t.Errorf("got %v %v", r.On, r.Off)
	}
	change("tlsf", "y")
	if change("slab", "y"); state(t, s, f) != whole || strings.Contains(string(f.Data), "CONFIG_") {
		t.Errorf("got %s\n%s", state(t, s, f), f.Data)
	}
	// One that is not for all targets leaves the others alone, unless it replaces what these have, too.
	change("vcon", "y")
	if got := state(t, s, f); got != strings.ReplaceAll(strings.Replace(whole, " ser", "", 1), "top; ", "top vcon; ") {
		t.Errorf("got %s", got)
	}
	change("none", "y")
	if got := state(t, s, f); strings.Count(got, " none") != 2 || strings.Contains(got, "vcon") {
		t.Errorf("got %s", got)
	}
	if change("ser", "y"); state(t, s, f) != whole {
		t.Errorf("got %s\n%s", state(t, s, f), f.Data)
	}
	// The last one cannot go.
	_, err = s.Change(f, []selection.Answer{{Name: "slab", Value: "n"}})
	if err == nil || !strings.HasPrefix(err.Error(), "slab cannot be unselected: on ") || !strings.HasSuffix(err.Error(), "one library must provide heap") ||
		err.(*selection.Error).Hint() != "unicore select tlsf" {
		t.Errorf("got %v", err)
	}
	if _, err = s.Change(f, []selection.Answer{{Name: "heap", Value: "y"}}); err == nil || err.Error() != "heap: is no library: slab, tlsf provide it" {
		t.Errorf("got %v", err)
	}
	// Nor what a chosen one needs.
	f = file(t, "CONFIG_LIB_TLSF=y\n")
	if _, err = s.Change(f, []selection.Answer{{Name: "bits", Value: "n"}}); err == nil || !strings.Contains(err.Error(), "LIB_TLSF=y selects it") {
		t.Errorf("got %v", err)
	}
}

func TestChoiceFiles(t *testing.T) {
	s, err := choicePool(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	config := func(text string) (*selection.Config, string, error) {
		c, notes, err := s.Config(s.Targets()[0], file(t, text))
		return c, strings.Join(notes, "\n"), err
	}
	_, _, err = config("CONFIG_LIB_TLSF=y\nCONFIG_LIB_SLAB=y\n")
	if err == nil || !strings.HasPrefix(err.Error(), "unicore.config:2:17: slab contradicts line 1, where tlsf is chosen: one library provides heap\n") {
		t.Errorf("got %v", err)
	}
	c, notes, err := config("# CONFIG_LIB_SLAB is not set\n")
	if err != nil || !c.On("slab") || notes != "unicore.config:1: slab stays on p-a: one library must provide heap, and none is chosen" {
		t.Errorf("got %v %v", notes, err)
	}
	if c, notes, err = config("CONFIG_LIB_TLSF=y\n# CONFIG_LIB_SLAB is not set\n"); err != nil || !c.On("tlsf") || notes != "" {
		t.Errorf("got %v %v", notes, err)
	}
	if c, notes, err = config("CONFIG_LIB_RING=y\n"); err != nil || !c.On("ser") || !strings.HasPrefix(notes, "unicore.config:1: ring is not for p-a: ring needs calls") {
		t.Errorf("got %v %v", notes, err)
	}
	_, _, err = config("CONFIG_LIB_TLSF=y\nCONFIG_LIB_TOP=y\n")
	if err == nil || !strings.Contains(err.Error(), "top cannot be y: ") || !strings.Contains(err.Error(), "it needs LIB_SLAB") {
		t.Errorf("got %v", err)
	}
}

func TestChoiceErrors(t *testing.T) {
	for want, more := range map[string]map[string]string{
		"core is always there on p-a and needs slab, but users choose who provides heap: it must need that name": {
			"main/core": "name = \"core\"\nneeds = [\"slab\"]\n"},
		"both ser and vcon provide console: exactly one of those that do must be the default": {
			"main/ser":  "name = \"ser\"\nneeds = [\"ports\"]\nprovides = [\"console\"]\n",
			"main/none": "name = \"none\"\n"},
		"of console and heap users choose a provider, so one library cannot provide both": {
			"main/none": "name = \"none\"\nprovides = [\"heap\", \"console\"]\n"},
		"tlsf provides heap, which users choose, so neither it nor what it needs may need tlsf, which provides that, by its name": {
			"main/bits": "name = \"bits\"\nneeds = [\"tlsf\"]\n"},
		"tlsf provides heap, which users choose, so neither it nor what it needs may need slab, which provides that, by its name": {
			"main/tlsf": "name = \"tlsf\"\nneeds = [\"slab\"]\nprovides = [\"heap\"]\n"},
	} {
		if _, err := choicePool(t, more); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s\n got %v", want, err)
		}
	}
}
