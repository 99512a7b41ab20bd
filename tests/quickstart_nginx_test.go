// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"unicore/tests/harness"
)

const modulesConf = `events {}
daemon off;
master_process off;
error_log stderr;
http {
	access_log off;
	default_type text/plain;
	gzip on;
	gzip_types text/plain;
	server {
		listen 80;
		root html;
		rewrite "^/moved/([a-z]+)-([0-9]{2,})\.txt$" /$2/$1.txt last;
	}
}
`

// defaultModules boots the nginx that was built, with the root file system www,
// for what its default modules take from zlib and PCRE2: a compressed page, and
// a location that a regular expression leads to another one.
func defaultModules(t *testing.T, image, www string, port int) {
	prefix := filepath.Join(www, "usr/local/nginx")
	var page bytes.Buffer
	for i := range 5000 {
		fmt.Fprintf(&page, "line %d of a page that is worth its compression\n", i*i)
	}
	other := []byte("the other page\n")
	for name, text := range map[string][]byte{
		"conf/modules.conf": []byte(modulesConf),
		"html/page.txt":     page.Bytes(),
		"html/42/other.txt": other,
	} {
		file := filepath.Join(prefix, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(harness.Unicore(t), "run", image, "--rootfs", www,
		"-p", fmt.Sprintf("127.0.0.1:%d:80", port), "--", "-c", "conf/modules.conf")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var console bytes.Buffer
	cmd.Stdout, cmd.Stderr = &console, &console
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() {
		cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		if t.Failed() {
			t.Logf("console:\n%s", &console)
		}
	}()

	// The transport is not to decode what is to be looked at.
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableCompression: true}}
	get := func(path, accept string) (*http.Response, []byte, error) {
		request, err := http.NewRequest("GET", fmt.Sprintf("http://127.0.0.1:%d%s", port, path), nil)
		if err != nil {
			return nil, nil, err
		}
		if accept != "" {
			request.Header.Set("Accept-Encoding", accept)
		}
		r, err := client.Do(request)
		if err != nil {
			return nil, nil, err
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err == nil && r.StatusCode != http.StatusOK {
			err = errors.New(r.Status)
		}
		return r, body, err
	}
	for limit := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		_, body, err := get("/page.txt", "")
		if err == nil {
			if !bytes.Equal(body, page.Bytes()) {
				t.Error("the plain page differs from the file")
			}
			break
		}
		select {
		case status := <-ended:
			ended <- status
			t.Fatalf("nginx ended: %v", status)
		default:
		}
		if time.Now().After(limit) {
			t.Fatalf("nginx does not serve: %v", err)
		}
	}

	r, body, err := get("/page.txt", "gzip")
	if err != nil {
		t.Fatal(err)
	}
	if e := r.Header.Get("Content-Encoding"); e != "gzip" || len(body) > page.Len()/2 {
		t.Fatalf("%d of %d bytes with Content-Encoding %q", len(body), page.Len(), e)
	}
	decoder, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if decoded, err := io.ReadAll(decoder); err != nil || !bytes.Equal(decoded, page.Bytes()) {
		t.Errorf("the compressed page decodes to another one, of %d bytes (%v)", len(decoded), err)
	}

	if _, body, err = get("/moved/other-42.txt", ""); err != nil || !bytes.Equal(body, other) {
		t.Errorf("rewritten location: %v, %q", err, body)
	}
	// One digit is too few for the expression.
	if _, _, err = get("/moved/other-4.txt", ""); err == nil || !strings.HasPrefix(err.Error(), "404") {
		t.Errorf("a location that does not match: %v, not 404", err)
	}
}
