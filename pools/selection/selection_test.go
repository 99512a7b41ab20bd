// SPDX-License-Identifier: BSD-3-Clause

package selection_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	_ "unicore/platforms"
	"unicore/pools"
	"unicore/pools/kconfig"
	"unicore/pools/selection"
	"unicore/toolchain"
)

func space(t testing.TB) *selection.Space {
	t.Helper()
	pool, err := pools.Default()
	if err != nil {
		t.Fatal(err)
	}
	var targets []selection.Target
	for _, x := range toolchain.Targets() {
		targets = append(targets, selection.Target(x))
	}
	s, err := selection.New(pool, targets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func names(libraries []*pools.Library) (list []string) {
	for _, l := range libraries {
		list = append(list, l.Name)
	}
	slices.Sort(list)
	return list
}

// Without answers an SDK holds what Select gives.
func TestDefaults(t *testing.T) {
	s := space(t)
	for _, target := range s.Targets() {
		c, notes, err := s.Config(target, nil)
		if err != nil || len(notes) > 0 {
			t.Fatalf("%s: %v %v\n%s", target, err, notes, s.Kconfig())
		}
		if w := c.Warnings(); len(w) > 0 {
			t.Errorf("%s: %v", target, w)
		}
		_, all, err := s.Pool().Select(target.Arch, target.Platform)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := c.Libraries(), names(all); !slices.Equal(got, want) {
			t.Errorf("%s\n got %v\nwant %v", target, got, want)
		}
		var b strings.Builder
		if err := c.WriteDefconfig(&b); err != nil || b.Len() > 0 {
			t.Errorf("%s: the defaults are answers:\n%s%v", target, b.String(), err)
		}
	}
}

func file(t testing.TB, text string) *selection.File {
	t.Helper()
	f, err := selection.ParseFile("unicore.config", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Every library can be unselected alone, or says what holds it; what is left
// has all that it needs on every target; selecting what went brings the
// defaults back.
func TestUnselectEach(t *testing.T) {
	s := space(t)
	for _, l := range s.Pool().Libraries() {
		if s.Choice(l.Name) != "" || l.Unselected {
			continue
		}
		held := 0
		on := 0
		for _, target := range s.Targets() {
			if s.Can(target, l.Name) {
				on++
				if s.Held(target, l.Name) != nil {
					held++
				}
			}
		}
		changed, err := s.Change(nil, []selection.Answer{{Name: l.Name, Value: "n"}})
		if held == on {
			if err == nil || !strings.HasPrefix(err.Error(), l.Name+" cannot be unselected: on ") {
				t.Errorf("%s: %v", l.Name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", l.Name, err)
			continue
		}
		if len(changed.On) > 0 || !slices.Contains(changed.Off, l.Name) || len(changed.Notes) != held {
			t.Errorf("%s: %+v", l.Name, changed)
		}
		f := file(t, string(changed.Text))
		for _, target := range s.Targets() {
			consistent(t, s, target, f)
		}
		back := []selection.Answer{}
		for _, name := range changed.Off {
			back = append(back, selection.Answer{Name: name, Value: "y"})
		}
		again, err := s.Change(f, back)
		if err != nil || strings.Contains(string(again.Text), "CONFIG_") || !slices.Equal(again.On, changed.Off) {
			t.Errorf("%s: %v %+v", l.Name, err, again)
		}
		// To select just one takes what it needs along.
		one, err := s.Change(f, []selection.Answer{{Name: l.Name, Value: "y"}})
		if err != nil || !slices.Contains(one.On, l.Name) {
			t.Errorf("%s: %v %+v", l.Name, err, one)
			continue
		}
		for _, target := range s.Targets() {
			consistent(t, s, target, file(t, string(one.Text)))
		}
	}
}

// What is off unless it is selected is: the answer, and what it needs, are all
// that selecting it adds.
func TestUnselected(t *testing.T) {
	s := space(t)
	for _, l := range s.Pool().Libraries() {
		if !l.Unselected {
			continue
		}
		r, err := s.Change(nil, []selection.Answer{{Name: l.Name, Value: "y"}})
		off := r.Off // what needs that which it stands in for
		if err != nil || !slices.Equal(r.On, []string{l.Name}) || l.Replaces == "" && len(off) > 0 || l.Replaces != "" && !slices.Contains(off, "zlib") {
			t.Fatalf("%s: %v %+v", l.Name, err, r)
		}
		f := file(t, string(r.Text))
		for _, target := range s.Targets() {
			consistent(t, s, target, f)
		}
		if r, err = s.Change(f, []selection.Answer{{Name: l.Name, Value: "n"}}); err != nil || !slices.Equal(r.Off, []string{l.Name}) || !slices.Equal(r.On, off) || strings.Contains(string(r.Text), "CONFIG_") {
			t.Errorf("%s: %v %+v", l.Name, err, r)
		}
	}
}

// An answer for an option stays while its library is unselected, and has its
// effect again afterwards.
func TestOptionOfUnselected(t *testing.T) {
	s := space(t)
	f := file(t, "CONFIG_NET_LWIP_ARP_ENTRIES=128\n")
	for _, v := range []string{"n", "y"} {
		r, err := s.Change(f, []selection.Answer{{Name: "net-lwip", Value: v}})
		if err != nil {
			t.Fatal(err)
		}
		f = file(t, string(r.Text))
		c, notes, err := s.Config(s.Targets()[0], f)
		if err != nil {
			t.Fatal(err)
		}
		if v == "n" && (len(notes) != 1 || !strings.HasSuffix(notes[0], "NET_LWIP_ARP_ENTRIES=128 has no effect on "+c.Target().String()+": net-lwip is not selected")) {
			t.Errorf("got %v", notes)
		}
		if v == "y" && (len(notes) > 0 || c.Lookup("NET_LWIP_ARP_ENTRIES").Value() != "128") {
			t.Errorf("got %v %s\n%s", notes, c.Lookup("NET_LWIP_ARP_ENTRIES").Value(), f.Data)
		}
	}
}

// Every library that provides what others do can be selected instead of these.
func TestSelectEachProvider(t *testing.T) {
	s := space(t)
	f := file(t, "")
	for _, l := range s.Pool().Libraries() {
		if s.Choice(l.Name) == "" {
			continue
		}
		changed, err := s.Change(f, []selection.Answer{{Name: l.Name, Value: "y"}})
		if err != nil {
			t.Errorf("%s: %v", l.Name, err)
			continue
		}
		f = file(t, string(changed.Text))
		for _, target := range s.Targets() {
			consistent(t, s, target, f)
			if c, _, err := s.Config(target, f); err != nil || s.Can(target, l.Name) && !c.On(l.Name) {
				t.Errorf("%s is not on: %v", l.Name, err)
			}
		}
		if _, err := s.Change(f, []selection.Answer{{Name: l.Name, Value: "n"}}); err == nil || !strings.HasPrefix(err.Error(), l.Name+" cannot be unselected: on ") {
			t.Errorf("%s: %v", l.Name, err)
		}
	}
}

// consistent checks that all needs are met, by pools' own rules.
func consistent(t *testing.T, s *selection.Space, target selection.Target, f *selection.File) {
	t.Helper()
	c, _, err := s.Config(target, f)
	if err != nil {
		t.Errorf("%s: %v\n%s", target, err, f.Data)
		return
	}
	can, err := s.Pool().Available(target.Arch, target.Platform)
	if err != nil {
		t.Fatal(err)
	}
	if _, list, err := can.Only(c.Libraries()); err != nil || len(list) != len(c.Libraries()) {
		t.Errorf("%s: %v\n%s", target, err, f.Data)
	}
}

// Off everywhere what can be: the least that there is has all that it needs.
func TestLeast(t *testing.T) {
	s := space(t)
	for _, target := range s.Targets() {
		c, _, err := s.Config(target, nil)
		if err != nil {
			t.Fatal(err)
		}
		all := len(c.Libraries())
		c.FillNew(kconfig.AllNo)
		can, _ := s.Pool().Available(target.Arch, target.Platform)
		if _, _, err := can.Only(c.Libraries()); err != nil || len(c.Libraries()) >= all {
			t.Errorf("%s: %v of %d: %v", target, c.Libraries(), all, err)
		}
		for _, l := range c.Libraries() {
			if s.Held(target, l) == nil && s.Choice(l) == "" {
				t.Errorf("%s: %s is on", target, l)
			}
		}
	}
}

// Whatever is switched in whatever order, what is left has all that it needs.
func TestRandomChanges(t *testing.T) {
	s := space(t)
	all := s.Pool().Libraries()
	r := rand.New(rand.NewPCG(1, 2))
	f := file(t, "")
	for range 150 {
		a := selection.Answer{Name: all[r.IntN(len(all))].Name, Value: []string{"n", "y"}[r.IntN(2)]}
		changed, err := s.Change(f, []selection.Answer{a})
		if err != nil {
			if !strings.Contains(err.Error(), "cannot be unselected") {
				t.Fatalf("%v: %v\n%s", a, err, f.Data)
			}
			continue
		}
		f = file(t, string(changed.Text))
		for _, target := range s.Targets() {
			consistent(t, s, target, f)
			c, _, err := s.Config(target, f)
			if err != nil {
				t.Fatalf("%v: %v\n%s", a, err, f.Data)
			}
			held := s.Held(target, a.Name) != nil
			if s.Can(target, a.Name) && !held && c.On(a.Name) != (a.Value == "y") {
				t.Fatalf("%s: %v did nothing\n%s", target, a, f.Data)
			}
		}
	}
}
