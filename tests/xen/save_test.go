// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"unicore/tests/harness"
)

// console keeps what a guest prints.
type console struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps b.
func (c *console) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(b)
}

func (c *console) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.ReplaceAll(c.text.String(), "\r", "")
}

// await waits until there are so many lines more.
func (c *console) await(ctx context.Context, more int) error {
	for want := strings.Count(c.String(), "\n") + more; strings.Count(c.String(), "\n") < want; {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

// A guest goes on after it was saved, in its domain (xl save -c) and in another
// one, and has lost nothing: every number is printed once.
func TestSave(t *testing.T) {
	for _, kind := range all {
		t.Run(kind, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			target := map[string]string{"pv": "xen-x86_64"}[kind]
			image := harness.CompileFor(t, cmp.Or(target, "xen-hvm-x86_64"), nil, "guests/saved.c")
			name := "saved-" + kind
			if err := bed(t).PutFile(ctx, "/guest/"+name, image); err != nil {
				t.Fatal(err)
			}
			defer output(t, "rm -f /guest/"+name+" /tmp/"+name+".*")
			config := fmt.Sprintf("name=%q\ntype=%q\nkernel=\"/guest/%s\"\nmemory=64\n"+
				"on_poweroff=\"preserve\"\non_crash=\"preserve\"\n", name, kind, name)
			var first, second console
			saved := make(chan error, 1)
			go func() {
				err := first.await(ctx, 3)
				for _, script := range []string{"xl save -c %s /tmp/%[1]s.check && rm /tmp/%[1]s.check", "xl save %s /tmp/%[1]s.saved"} {
					if err == nil {
						_, err = bed(t).Output(ctx, fmt.Sprintf(script, name))
					}
					if err == nil && strings.Contains(script, "-c") {
						err = first.await(ctx, 3)
					}
				}
				saved <- err
			}()
			if _, err := bed(t).Create(ctx, name, config, nil, &first); err != nil {
				t.Fatalf("%v\n%s", err, &first)
			}
			if err := <-saved; err != nil {
				t.Fatalf("%v\n%s", err, &first)
			}
			time.Sleep(500 * time.Millisecond) // what the guest is to notice
			end, err := bed(t).Restore(ctx, name, "/tmp/"+name+".saved", nil, &second)
			if err != nil || end.Exit != "exit 5" {
				t.Fatalf("%+v, %v\n%s%s", end, err, &first, &second)
			}
			text, want := first.String()+second.String(), ""
			for i := range strings.Count(text, "tick") {
				want += fmt.Sprintf("tick %d\n", i)
			}
			if text != want+"done\n" {
				t.Errorf("%q", text)
			}
		})
	}
}
