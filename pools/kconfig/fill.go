// SPDX-License-Identifier: BSD-3-Clause

package kconfig

// Mode says how FillNew answers.
type Mode uint8

// How to answer for every bool, tristate and choice that has no answer yet.
// After ResetAll these are allnoconfig, allyesconfig and allmodconfig; after
// LoadConfig of a few answers what KCONFIG_ALLCONFIG does. Alldefconfig is
// ResetAll alone, and olddefconfig is LoadConfig.
const (
	AllNo Mode = iota
	AllYes
	AllMod
)

// FillNew answers for every bool, tristate and choice that has no answer.
func (c *Config) FillNew(m Mode) {
	for _, l := range [][]*Symbol{c.defined, c.choices} {
		for _, s := range l {
			if s.user.set || s.typ != Bool && s.typ != TristateType {
				continue
			}
			s.user.set = true
			switch m {
			case AllNo:
				s.user.tri = No
				if s.allnoY {
					s.user.tri = Yes
				}
			case AllYes:
				s.user.tri = Yes
			case AllMod:
				s.user.tri = Mod
			}
		}
	}
	c.invalidateAll()
}

// Odds are the chances of FillRandom in per cent: of y for a bool, and of y and
// m for a tristate. The last two add up to 100 at most.
type Odds struct{ BoolYes, TriYes, TriMod int }

// EvenOdds are those of Linux's randconfig.
var EvenOdds = Odds{50, 33, 33}

// FillRandom answers for every bool, tristate and choice that has no answer by
// chance. The same seed gives the same answers, and those that randconfig of
// Linux's tools gives (KCONFIG_SEED) on a system with glibc.
func (c *Config) FillRandom(seed uint32, o Odds) {
	r := newRandom(seed)
	all := c.inHashOrder()
	c.invalidateAll()
	for again := true; again; {
		again = false
		for _, s := range all {
			if s.user.set || s.now.valid || s.typ != Bool && s.typ != TristateType {
				continue
			}
			again = true
			s.user.tri = No
			n := int(r.next() % 100)
			switch {
			case s.typ == Bool && n < o.BoolYes, s.typ == TristateType && n < o.TriYes:
				s.user.tri = Yes
			case s.typ == TristateType && n < o.TriYes+o.TriMod:
				s.user.tri = Mod
			}
			if !s.isChoice {
				s.user.set = true
			}
		}
		c.invalidateAll()
		if c.modules != nil {
			c.value(c.modules)
		}
		for _, s := range all {
			if !s.isChoice || s.user.set || c.value(s).tri != Yes || len(s.members) == 0 {
				continue
			}
			again = true
			pick := int(r.next()) % len(s.members)
			for i, m := range s.members {
				m.user = user{set: true}
				if i == pick {
					m.user.tri = Yes
					s.user.sel = m
				}
				m.now.valid = false
			}
			s.user.set = true
			s.now.valid = false
			clear(c.memo)
		}
	}
	c.invalidateAll()
}

// random is glibc's rand.
type random struct {
	r [34]uint32
	n int
}

func newRandom(seed uint32) *random {
	if seed == 0 {
		seed = 1
	}
	g := &random{}
	g.r[0] = seed
	for i := 1; i < 31; i++ {
		// 16807 * r mod 2^31-1, with the sign that C's division leaves.
		word := int64(int32(g.r[i-1]))
		hi, lo := word/127773, word%127773
		word = 16807*lo - 2836*hi
		if word < 0 {
			word += 2147483647
		}
		g.r[i] = uint32(word)
	}
	for i := 31; i < 34; i++ {
		g.r[i] = g.r[i-31]
	}
	g.n = 34
	for range 310 {
		g.next()
	}
	return g
}

func (g *random) next() uint32 {
	v := g.r[(g.n-31)%34] + g.r[(g.n-3)%34]
	g.r[g.n%34] = v
	g.n++
	return v >> 1
}
