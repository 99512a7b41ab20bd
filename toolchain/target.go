// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"fmt"
	"slices"
	"strings"

	"unicore/pools/nearest"
)

// Target is a platform on an architecture: where an image boots. A joined one is
// several platforms, whose kernels are all in the image.
type Target struct {
	Platform string // for example "kvm"; joined: "kvm+xen"
	Arch     string // for example "x86_64"
}

var targets = []Target{
	{Platform: "kvm", Arch: "x86_64"},
	{Platform: "xen", Arch: "x86_64"},
	{Platform: "xen-hvm", Arch: "x86_64"},
}

// Targets returns every known target.
func Targets() []Target { return append([]Target(nil), targets...) }

// String returns the target's name, for example "kvm-x86_64", or
// "kvm-x86_64+xen-x86_64".
func (t Target) String() string {
	return strings.ReplaceAll(t.Platform, "+", "-"+t.Arch+"+") + "-" + t.Arch
}

// Parts are the targets that a joined one consists of, or just itself.
func (t Target) Parts() (parts []Target) {
	for _, p := range strings.Split(t.Platform, "+") {
		parts = append(parts, Target{p, t.Arch})
	}
	return parts
}

// Joined tells whether there are several.
func (t Target) Joined() bool { return strings.Contains(t.Platform, "+") }

// parseJoined reads targets with a + between them, in the order of the table.
func parseJoined(name string) (Target, error) {
	parts, err := ParseTargets(strings.ReplaceAll(name, "+", ","))
	if err != nil {
		return Target{}, err
	}
	joined := Target{Arch: parts[0].Arch}
	for _, t := range targets {
		if slices.Contains(parts, t) && t.Arch == joined.Arch {
			joined.Platform += "+" + t.Platform
		}
	}
	joined.Platform = joined.Platform[1:]
	if len(joined.Parts()) != len(parts) {
		return Target{}, Hint(fmt.Errorf("%q: targets of several architectures", name), "with a comma between them an image is made for each")
	}
	return joined, nil
}

// Triplet returns the GNU name of the system that programs are built for. The
// platform is no part of it: config.sub would not know it, and the same
// objects serve every platform.
func (t Target) Triplet() string { return t.Arch + "-unicore-linux-musl" }

// ParseTarget returns the target called name. The error for an unknown one
// names the known ones, and the nearest.
func ParseTarget(name string) (Target, error) {
	if strings.Contains(name, "+") {
		return parseJoined(name)
	}
	var names []string
	for _, t := range targets {
		if t.String() == name {
			return t, nil
		}
		names = append(names, t.String())
	}
	err := fmt.Errorf("%q: no such target", name)
	lower := strings.ToLower(name)
	near := Nearest(lower, names)
	if i := slices.IndexFunc(names, func(n string) bool { return strings.HasPrefix(n, lower+"-") }); i >= 0 {
		near = names[i] // of a platform, the architecture was left out
	}
	if near != "" {
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
