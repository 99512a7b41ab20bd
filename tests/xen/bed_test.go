// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"unicore/platforms"
	"unicore/platforms/xenbed"
)

func TestBedCommands(t *testing.T) {
	if out := output(t, "xl info | grep -c '^xen_caps.*xen-3.0-x86_64 '; pwd"); out != "1\n/guest\n" {
		t.Errorf("%q", out)
	}
	_, err := bed(t).Output(t.Context(), "echo so; exit 7")
	var status *xenbed.StatusError
	if !errors.As(err, &status) || status.Status != 7 || status.Output != "so\n" {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := bed(t).Output(ctx, "sleep 60"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// Files with all bytes, empty ones, and those that end like the agent's own
// last line arrive as they were.
func TestBedFiles(t *testing.T) {
	large := make([]byte, 5<<20+123)
	source := rand.NewChaCha8([32]byte{1})
	source.Read(large)
	for i, data := range [][]byte{large, nil, []byte("unicore-status   0"), []byte("\x00\n'$x`\r\n")} {
		file := fmt.Sprintf("/tmp/it's file %d", i)
		if err := bed(t).Put(t.Context(), file, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		sum := output(t, "sha256sum "+platforms.ShellQuote([]string{file}))
		if want := fmt.Sprintf("%x ", sha256.Sum256(data)); !strings.HasPrefix(sum, want) {
			t.Errorf("file %d: %s, want %s", i, sum, want)
		}
		var back bytes.Buffer
		if err := bed(t).Get(t.Context(), file, &back); err != nil || !bytes.Equal(back.Bytes(), data) {
			t.Errorf("file %d: %d bytes come back of %d: %v", i, back.Len(), len(data), err)
		}
		output(t, "rm "+platforms.ShellQuote([]string{file}))
	}
}

func TestBedForward(t *testing.T) {
	output(t, "mkdir -p /www && echo hello >/www/page && httpd -p 8080 -h /www")
	defer output(t, "killall httpd")
	local := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	port, err := bed(t).Forward(platforms.Forward{Proto: "tcp", Host: local, To: 8080}, xenbed.Dom0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/page", port))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if text, err := io.ReadAll(r.Body); err != nil || string(text) != "hello\n" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := bed(t).Forward(platforms.Forward{Proto: "tcp", Host: local, From: uint16(port), To: 8080}, xenbed.Dom0); err == nil {
		t.Error("a port in use was taken")
	}
}

func TestBedNoGuest(t *testing.T) {
	for name, config := range map[string]string{
		"absent":  "name=\"absent\"\ntype=\"pvh\"\nkernel=\"/guest/absent\"\nmemory=32\n",
		"damaged": "name=\"damaged\"\ntype=[\n",
		"none":    "",
	} {
		e, err := bed(t).Create(t.Context(), name, config, nil, io.Discard)
		if !errors.Is(err, xenbed.ErrNotCreated) || e.Log == "" {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
	if _, err := bed(t).Create(t.Context(), "a b", "", nil, io.Discard); err == nil {
		t.Error("a guest's name with a blank was taken")
	}
	if out := output(t, "xl list | wc -l"); out != "2\n" {
		t.Errorf("%s lines, want 2: guests are left", out)
	}
}
