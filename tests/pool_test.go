// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

const askAnswer = `#include <stdio.h>
#include <sys/random.h>

int main(void)
{
	unsigned char r[4];
	char line[64];
	FILE *f;

	for (int i = 0; i < 2; i++) {
		f = fopen("/dev/answer", "r");
		if (!f || !fgets(line, sizeof line, f))
			return perror("/dev/answer"), 1;
		fclose(f);
		fputs(line, stdout);
	}
	if (getrandom(r, sizeof r, 0) != sizeof r)
		return perror("getrandom"), 2;
	printf("%02x%02x%02x%02x\n", r[0], r[1], r[2], r[3]);
	return 0;
}
`

// TestPool brings in tests/pool: its libraries are built, the one replaces
// ours, the other's option is in its C, an image has them and says so, and when
// one changes only that is built again.
func TestPool(t *testing.T) {
	dir := t.TempDir()
	pool, app := filepath.Join(dir, "a pool"), filepath.Join(dir, "app")
	if err := os.CopyFS(pool, os.DirFS(filepath.Join(harness.Root(t), "tests/pool"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(app, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(app, "ask.c"), []byte(askAnswer), 0o644); err != nil {
		t.Fatal(err)
	}
	unicore := func(args ...string) harness.Result {
		t.Helper()
		cmd := exec.Command(harness.Unicore(t), args...)
		cmd.Dir = app
		r := harness.Exec(t, 5*time.Minute, cmd)
		if r.Status != 0 {
			t.Fatalf("unicore %v: exit status %d\n%s%s", args, r.Status, r.Console, r.Stderr)
		}
		return r
	}
	// build returns the SDK and what was built for it.
	build := func() (sdk string, built []string) {
		r := unicore("build", harness.Target)
		sdk = strings.TrimSpace(r.Console)
		t.Cleanup(func() { os.RemoveAll(sdk) }) // of this test alone
		for _, m := range regexp.MustCompile(`(?m)^\[\d+/\d+\] (\S+)`).FindAllStringSubmatch(r.Stderr, -1) {
			built = append(built, m[1])
		}
		return sdk, built
	}
	boot := func(sdk string) string {
		t.Helper()
		cmd := exec.Command(filepath.Join(sdk, "bin/x86_64-unicore-linux-musl-gcc"), "-O2", "ask.c", "-o", "ask")
		cmd.Dir = app
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.ReplaceAll(unicore("run", "ask", "--accel", "tcg").Console, "\r", "")
	}
	unicore("pool", "add", pool)
	unicore("select", "random-dice")
	unicore("set", "DEV_ANSWER_VALUE=7")
	sdk, _ := build()
	first := boot(sdk)
	if m := regexp.MustCompile(`(?m)^7 1\n7 2\n[0-9a-f]{8}$`).FindString(first); m == "" {
		t.Errorf("booted, it says:\n%s", first)
	} else if again := boot(sdk); !strings.Contains(again, m) {
		t.Errorf("the dice fell twice:\n%s%s", first, again)
	}
	var image struct {
		Libraries []struct{ Name, Version, License, Pool, Hash string }
	}
	if err := json.Unmarshal([]byte(unicore("inspect", "ask", "--json").Console), &image); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, l := range image.Libraries {
		switch l.Name {
		case "random-dice", "dev-answer":
			found++
			if l.Pool != "a-pool" || l.Version == "" || len(l.Hash) != 64 {
				t.Errorf("%+v", l)
			}
		case "random-entropy":
			t.Errorf("%s is in the image", l.Name)
		}
	}
	if found != 2 {
		t.Errorf("%d of the pool's libraries are in the image: %+v", found, image.Libraries)
	}

	file := filepath.Join(pool, "dev/answer/answer.c")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// No run before this one built it: the store keeps what was.
	changed := strings.Replace(string(text), "%d %u", "<%d> %u", 1) + fmt.Sprintf("/* %d */\n", time.Now().UnixNano())
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(harness.Unicore(t), "build", harness.Target)
	cmd.Dir = app
	if r := harness.Exec(t, time.Minute, cmd); r.Status != 1 || !strings.Contains(r.Stderr, "the pool a-pool is not what it was when it was added: dev-answer changed\nhint: unicore pool update a-pool") {
		t.Errorf("a pool that changed: exit status %d\n%s", r.Status, r.Stderr)
	}
	unicore("pool", "update")
	sdk, built := build()
	if got := strings.Join(built, " "); got != "dev-answer generated SDK" && got != "dev-answer SDK" {
		t.Errorf("built: %s", got)
	}
	if out := boot(sdk); !strings.Contains(out, "<7> 1\n<7> 2\n") {
		t.Errorf("changed, it says:\n%s", out)
	}
}
