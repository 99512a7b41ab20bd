// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// TestRooms holds the table of docs/architecture.md to what the packages import.
func TestRooms(t *testing.T) {
	root := harness.Root(t)
	text, err := os.ReadFile(filepath.Join(root, "docs/architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.MustCompile("`([a-z/-]+)`")
	may := map[string][]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z/-]+)` \\|[^|]*\\|([^|]*)\\|$").FindAllStringSubmatch(string(text), -1) {
		may[row[1]] = []string{}
		for _, name := range quoted.FindAllStringSubmatch(row[2], -1) {
			may[row[1]] = append(may[row[1]], name[1])
		}
	}
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...")
	cmd.Dir = root
	list, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		words := strings.Fields(line)
		room := strings.TrimPrefix(words[0], "unicore/")
		if room == "tests" || strings.HasPrefix(room, "tests/") {
			continue
		}
		allowed, ok := may[room]
		if !ok {
			t.Errorf("%s is in no row", room)
			continue
		}
		delete(may, room)
		for _, w := range words[1:] {
			name, ours := strings.CutPrefix(w, "unicore/")
			if ours && !slices.Contains(allowed, name) {
				t.Errorf("%s imports %s, which its row does not say", room, name)
			}
		}
	}
	for room := range may {
		t.Errorf("%s has a row, but is no package", room)
	}
}
