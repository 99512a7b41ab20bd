// SPDX-License-Identifier: BSD-3-Clause

package harness

import (
	"os"
	"path/filepath"
	"testing"
)

// Selection writes a file of answers, such as LIB_ZLIB=n, and returns its name.
func Selection(t testing.TB, answers ...string) string {
	t.Helper()
	text := ""
	for _, a := range answers {
		text += "CONFIG_" + a + "\n"
	}
	file := filepath.Join(t.TempDir(), "unicore.config")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}
