// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"fmt"
	"strings"

	"unicore/pools/nearest"
)

// Target is a platform on an architecture: where an image boots.
type Target struct {
	Platform string // for example "kvm"
	Arch     string // for example "x86_64"
}

var targets = []Target{
	{Platform: "kvm", Arch: "x86_64"},
	{Platform: "xen", Arch: "x86_64"},
	{Platform: "xen-hvm", Arch: "x86_64"},
}

// Targets returns every known target.
func Targets() []Target { return append([]Target(nil), targets...) }

// String returns the target's name, for example "kvm-x86_64".
func (t Target) String() string { return t.Platform + "-" + t.Arch }

// Triplet returns the GNU name of the system that programs are built for. The
// platform is no part of it: config.sub would not know it, and the same
// objects serve every platform.
func (t Target) Triplet() string { return t.Arch + "-unicore-linux-musl" }

// ParseTarget returns the target called name. The error for an unknown one
// names the known ones, and the nearest.
func ParseTarget(name string) (Target, error) {
	var names []string
	for _, t := range targets {
		if t.String() == name {
			return t, nil
		}
		names = append(names, t.String())
	}
	err := fmt.Errorf("%q: no such target", name)
	if near := Nearest(name, names); near != "" {
		return Target{}, Hint(err, "did you mean %s? known targets: %s", near, strings.Join(names, ", "))
	}
	return Target{}, Hint(err, "known targets: %s", strings.Join(names, ", "))
}

// ParseTargets reads targets separated by commas, each once.
func ParseTargets(list string) ([]Target, error) {
	var all []Target
	for _, name := range strings.Split(list, ",") {
		t, err := ParseTarget(name)
		if err != nil {
			return nil, err
		}
		for _, other := range all {
			if t == other {
				return nil, Hint(fmt.Errorf("%q: target given twice", name), "name each once")
			}
		}
		all = append(all, t)
	}
	return all, nil
}

// Nearest returns the candidate that word was probably meant to be, or "".
func Nearest(word string, candidates []string) string { return nearest.Of(word, candidates) }
