// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"unicore/tests/harness"
)

var consoleBlock = regexp.MustCompile("(?ms)^```console\n(.*?)^```$")

// TestDocuments runs what the documents show: the blocks of a document that are
// marked `console` are one session in one shell; a line that begins with "$ " is typed, one that begins with ">" goes on
// with it, what follows is its output, in which … stands for anything within or across lines.
func TestDocuments(t *testing.T) {
	root := harness.Root(t)
	files, err := filepath.Glob(filepath.Join(root, "docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		blocks := consoleBlock.FindAllStringSubmatch(string(text), -1)
		if len(blocks) == 0 {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			var all strings.Builder
			for _, b := range blocks {
				all.WriteString(b[1])
			}
			session(t, t.TempDir(), all.String())
		})
	}
}

// session types the commands of block into one shell and compares.
func session(t *testing.T, dir, block string) {
	t.Helper()
	const mark = "\x01next\x01"
	var input strings.Builder
	var commands, wants []string
	for _, line := range strings.SplitAfter(block, "\n") {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands, wants = append(commands, command), append(wants, "")
			continue
		}
		if more, ok := strings.CutPrefix(line, ">"); ok && len(commands) > 0 && wants[len(wants)-1] == "" {
			commands[len(commands)-1] += strings.TrimPrefix(more, " ")
			continue
		}
		if len(wants) > 0 {
			wants[len(wants)-1] += line
		}
	}
	for _, command := range commands {
		input.WriteString(command + "echo '" + mark + "'\n")
	}
	cmd := exec.Command("sh")
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader("exec 2>&1\n" + input.String())
	cmd.Env = append(os.Environ(), "TMPDIR="+dir, "PATH="+harness.Bin(t)+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("sh: %v", err)
	}
	parts := strings.Split(strings.ReplaceAll(string(out), "\r", ""), mark+"\n")
	for i, command := range commands {
		if i >= len(parts) {
			t.Errorf("$ %s: did not run", command)
			continue
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(wants[i]), "…", `.*?`)
		if !regexp.MustCompile(`(?s)\A` + pattern + `\z`).MatchString(parts[i]) {
			t.Errorf("$ %s\nprinted:\n%s\nthe document shows:\n%s", command, parts[i], wants[i])
		}
	}
}
