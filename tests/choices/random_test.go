// SPDX-License-Identifier: BSD-3-Clause

package choices

import (
	"regexp"
	"testing"
	"time"

	"unicore/tests/harness"
)

// With a fixed seed random numbers are the same in each run, and others with
// another seed; without one no two runs are alike.
func TestRandomFixed(t *testing.T) {
	number := regexp.MustCompile(`(?m)^[0-9a-f]{16}$`)
	numbers := func(seeds []string, config string) (list []string) {
		image := harness.CompileIn(t, harness.EnvOf(t, harness.Target, config), nil, "programs/random_fixed.c")
		for _, s := range seeds {
			var options []string
			if s != "" {
				options = []string{"--append", "random.seed=" + s}
			}
			r := harness.Run(t, time.Minute, options, image)
			if n := number.FindString(r.Console); r.Status == 0 && n != "" {
				list = append(list, n)
			} else {
				t.Fatalf("status %d\n%s%s", r.Status, r.Console, r.Stderr)
			}
		}
		return list
	}
	n := numbers([]string{"", "", "17", "17", "a seed"}, harness.Selection(t, "LIB_RANDOM_FIXED=y"))
	if n[0] != n[1] || n[2] != n[3] || n[0] == n[2] || n[2] == n[4] {
		t.Errorf("fixed: %v", n)
	}
	n = numbers([]string{"", "17", "17"}, harness.Selection(t))
	if n[0] == n[1] || n[1] == n[2] {
		t.Errorf("by entropy: %v", n)
	}
}

// Where mappings and the heap begin differs from run to run when it is to, and
// is the same otherwise.
func TestRandomPlaces(t *testing.T) {
	place := regexp.MustCompile(`(?m)^at (0x[0-9a-f]+) (0x[0-9a-f]+)$`)
	for file, random := range map[string]bool{"programs/vm_hard.c": true, "programs/vm_plain.c": false} {
		spec := harness.ParseSpec(t, file)
		image := harness.CompileIn(t, harness.EnvOf(t, harness.Target, harness.Selection(t, spec.Config...)), nil, file)
		var maps, heaps []string
		for range 2 {
			r := harness.Run(t, time.Minute, nil, image)
			m := place.FindStringSubmatch(r.Console)
			if m == nil {
				t.Fatalf("%s: status %d\n%s%s", file, r.Status, r.Console, r.Stderr)
			}
			maps, heaps = append(maps, m[1]), append(heaps, m[2])
		}
		if (maps[0] != maps[1]) != random || (heaps[0] != heaps[1]) != random {
			t.Errorf("%s: mappings %v, heap %v", file, maps, heaps)
		}
	}
}
