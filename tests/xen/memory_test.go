// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"
)

var freeLine = regexp.MustCompile(`(?m)^free (\d+)$`)

// memoryGuest runs guests/memory.c.
type memoryGuest struct {
	*guest
	answers int
}

// free lets it use some MiB, and then say how many are free.
func (g *memoryGuest) free(t *testing.T, use int) int {
	t.Helper()
	fmt.Fprintln(g.input, use)
	g.answers++
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if m := freeLine.FindAllStringSubmatch(g.console.String(), -1); len(m) == g.answers {
			n, err := strconv.Atoi(m[g.answers-1][1])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no answer\n%s", &g.console)
	return 0
}

// await waits until what is free is as it should be.
func (g *memoryGuest) await(t *testing.T, good func(n int) bool) int {
	t.Helper()
	n := g.free(t, 0)
	for until := time.Now().Add(time.Minute); !good(n); n = g.free(t, 0) {
		if time.Now().After(until) {
			t.Fatalf("%d MiB are free in the guest\n%s", n, &g.console)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return n
}

func (g *memoryGuest) set(t *testing.T, size int) {
	t.Helper()
	output(t, fmt.Sprintf("xl mem-set %s %d", g.name, size))
}

// TestMemSet takes memory from a guest and gives it back, which then can be
// used, and more than it began with; all that also after it was saved.
func TestMemSet(t *testing.T) {
	const most, usual, part = 192, 128, 64 // MiB
	const near = 4                         // MiB that the guest may use in between
	eachAtOnce(t, "memory.c", all, func(t *testing.T, kind, img string) {
		grows := setup{config: func(text string) string { return text + fmt.Sprintf("maxmem = %d\n", most) }}
		g := &memoryGuest{guest: startWith(t, lifeLimit, kind, img, []string{"-m", fmt.Sprintf("%dM", usual)}, nil, grows)}
		g.expect(t, "ready\n")
		// All but a PV guest begin with their maximum, and give the rest back.
		first := g.await(t, func(n int) bool { return n < usual })
		g.set(t, part)
		less := g.await(t, func(n int) bool { return n <= first-(usual-part)+near })
		if less < first-(usual-part)-near {
			t.Errorf("%d MiB were taken, %d are gone", usual-part, first-less)
		}
		g.free(t, less-2*near)

		g.save(t, lifeLimit)
		if n := g.free(t, less-2*near); n > less+near {
			t.Errorf("%d MiB are free after it was restored, %d before", n, less)
		}
		for _, size := range []int{most, part, usual} {
			want := first + size - usual
			g.set(t, size)
			n := g.await(t, func(n int) bool { return n >= want-near && n <= want+near })
			g.free(t, n-2*near)
		}
		output(t, "xl destroy "+g.name)
		g.wait(t)
	})
}
