// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// Whatever a kernel library refers to is in a library that it needs, directly or
// not: otherwise an image without the other one would not link, and nobody could
// say why.
func TestNeeds(t *testing.T) {
	cmd := exec.Command(harness.Unicore(t), "graph", harness.Target, "--json")
	cmd.Env = append(os.Environ(), "UNICORE_CONFIG=/dev/null")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var graph struct {
		Libraries []struct {
			Name  string
			Needs []string
		}
	}
	if err := json.Unmarshal(out, &graph); err != nil {
		t.Fatal(err)
	}
	needs, defined, wanted := map[string][]string{}, map[string][]string{}, map[string][]string{}
	for _, l := range graph.Libraries {
		needs[l.Name] = l.Needs
		archive := filepath.Join(harness.Getenv(t, "UNICORE_SDK"), "sysroot/usr/lib/unicore/lib"+l.Name+".a")
		if _, err := os.Stat(archive); err != nil {
			continue
		}
		out, err := exec.Command("nm", "-P", archive).Output()
		if err != nil {
			t.Fatalf("nm %s: %v", archive, err)
		}
		for _, line := range strings.Split(string(out), "\n") {
			switch f := strings.Fields(line); {
			case len(f) < 2 || len(f[1]) != 1:
			case f[1] == "U":
				wanted[l.Name] = append(wanted[l.Name], f[0])
			case strings.Contains("TDBRVWAC", f[1]):
				defined[f[0]] = append(defined[f[0]], l.Name)
			}
		}
	}
	if len(wanted) == 0 || len(defined) == 0 {
		t.Fatal("no symbols were read")
	}
	for name, symbols := range wanted {
		all := map[string]bool{}
		var add func(string)
		add = func(n string) {
			if !all[n] {
				all[n] = true
				for _, m := range needs[n] {
					add(m)
				}
			}
		}
		add(name)
		for _, s := range symbols {
			found := len(defined[s]) == 0 // the compiler's, the linker script's or generated
			for _, l := range defined[s] {
				found = found || all[l]
			}
			if !found {
				t.Errorf("%s refers to %s of %s, which it does not need", name, s, strings.Join(defined[s], ", "))
			}
		}
	}
}
