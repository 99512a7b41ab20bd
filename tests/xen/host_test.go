// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"unicore/platforms/xenbed"
	"unicore/tests/harness"
)

// TestRun uses `unicore run` where Xen runs: in dom0.
func TestRun(t *testing.T) {
	b := bed(t)
	program := harness.Compile(t, nil, "guests/echo.c")
	put := map[string]string{"/tmp/unicore": harness.Unicore(t)}
	for _, kind := range kinds {
		put["/tmp/echo-"+kind] = image(program, kind)
	}
	for to, from := range put {
		if err := b.PutFile(t.Context(), to, from); err != nil {
			t.Fatal(err)
		}
	}
	defer output(t, "rm /tmp/unicore /tmp/echo-*")
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			var out bytes.Buffer
			err := b.Run(t.Context(), "chmod +x /tmp/unicore; /tmp/unicore run /tmp/echo-"+kind+" -- 'a b'", strings.NewReader("one\nend\n"), &out)
			text := strings.ReplaceAll(out.String(), "\r", "")
			var status *xenbed.StatusError
			if !errors.As(err, &status) || status.Status != 4 || !strings.Contains(text, "argument <a b>\nready\n") || !strings.Contains(text, "got <one>\n") {
				t.Errorf("%v\n%s", err, text)
			}
		})
	}
	err := b.Run(t.Context(), "/tmp/unicore run --timeout 5s /tmp/echo-pv </dev/null", nil, &bytes.Buffer{})
	var status *xenbed.StatusError
	if !errors.As(err, &status) || status.Status != 124 {
		t.Errorf("after --timeout: %v", err)
	}
	if out := output(t, "xl list | wc -l"); out != "2\n" {
		t.Errorf("%s lines of xl list, want 2: guests are left", out)
	}
}
