// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"unicore/platforms"
	"unicore/tests/harness"
)

// address is the option that gives a guest the n-th address of its own; the
// bed's DHCP server hands out others.
func address(n int) (option []string, ip string) {
	ip = fmt.Sprintf("10.0.2.%d", 50+n)
	return []string{"--append", "ip=" + ip + "::10.0.2.2:255.255.255.0", "--net", "bridge=xenbr0"}, ip
}

// TestPair lets two guests, of several pairs of kinds, talk to each other.
func TestPair(t *testing.T) {
	bed(t)
	program := harness.Compile(t, nil, "guests/pair.c")
	pairs := [][2]string{{"pv", "pv"}, {"pv", "pvh"}, {"pvh", "pv"}, {"pvh", "pvh"}, {"hvm", "pv"}, {"pvh", "hvm"}}
	for i, pair := range pairs {
		t.Run(pair[0]+" and "+pair[1], func(t *testing.T) {
			here, ip := address(2 * i)
			s := start(t, lifeLimit, pair[0], image(program, pair[0]), here, []string{"serve"})
			s.expect(t, "ready\n")
			there, _ := address(2*i + 1)
			c := start(t, lifeLimit, pair[1], image(program, pair[1]), there, []string{ip})
			for _, g := range []*guest{c, s} {
				if end := g.wait(t); end.Exit != "exit 0" {
					t.Errorf("%s: %q, %q\n%s", g.name, end.Reason, end.Exit, &g.console)
				}
			}
		})
	}
}

// nginx builds nginx, for both targets by one make, and returns its image
// and its folder of files.
func nginx(t *testing.T) (program, www string) {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "nginx")
	cmd := harness.Command(t, harness.Root(t), harness.Unicore(t), "fetch", "--recipe", "tests/apps/nginx.toml", "--into", source)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("fetch: %v\n%s", err, out)
	}
	www = filepath.Join(dir, "www")
	cmd = harness.Command(t, source, "sh", "-c", "./configure && make -j2 && make install DESTDIR="+www)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("nginx: %v\n%s", err, out[max(0, len(out)-4000):])
	}
	// The image is a file of its own.
	if err := os.RemoveAll(filepath.Join(www, "usr/local/nginx/sbin")); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(source, "objs/nginx"), www
}

// TestNginx serves pages from guests, through netfront and dom0's bridge: none
// of 10,000 requests fails, and each gets the page byte for byte.
func TestNginx(t *testing.T) {
	const requests, workers = 10000, 8
	bed(t)
	program, www := nginx(t)
	pages := map[string][]byte{}
	for name, size := range map[string]int{"small": 512, "large": 70001} {
		page := bytes.Repeat([]byte("0123456789abcde\n"), size/16+1)[:size]
		if err := os.WriteFile(filepath.Join(www, "usr/local/nginx/html", name), page, 0o644); err != nil {
			t.Fatal(err)
		}
		pages[name] = page
	}
	for i, kind := range all {
		t.Run(kind, func(t *testing.T) {
			options, ip := address(20 + i)
			img := image(program, kind)
			if kind == "hvm" { // one that has PV's entry as well
				img = bake(t, program, "xen-x86_64+xen-hvm-x86_64")
			}
			g := start(t, 5*time.Minute, kind, img, append(options, "--rootfs", www),
				[]string{"-g", "daemon off; master_process off;"})
			port, err := bed(t).Forward(platforms.Forward{Proto: "tcp", Host: netip.AddrFrom4([4]byte{127, 0, 0, 1}), To: 80}, ip)
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
			get := func(name string) error {
				r, err := client.Get(fmt.Sprintf("http://127.0.0.1:%d/%s", port, name))
				if err != nil {
					return err
				}
				defer r.Body.Close()
				text, err := io.ReadAll(r.Body)
				if err == nil && (r.StatusCode != http.StatusOK || !bytes.Equal(text, pages[name])) {
					err = fmt.Errorf("%s: %s, %d bytes", name, r.Status, len(text))
				}
				return err
			}
			// What comes too early is lost, and repeated by the emulator late.
			client.Timeout = 3 * time.Second
			for until := time.Now().Add(2 * time.Minute); get("small") != nil; {
				if time.Now().After(until) {
					t.Fatalf("nginx does not serve: %v\n%s", get("small"), &g.console)
				}
				time.Sleep(200 * time.Millisecond)
			}
			client.Timeout = 30 * time.Second
			began := time.Now()
			var next, failed atomic.Int64
			var all sync.WaitGroup
			for range workers {
				all.Go(func() {
					for n := next.Add(1); n <= requests && failed.Load() < 50; n = next.Add(1) {
						name := "small"
						if n%20 == 0 {
							name = "large"
						}
						if err := get(name); err != nil && failed.Add(1) < 5 {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			if n := failed.Load(); n != 0 {
				t.Errorf("%d of %d requests failed\n%s", n, requests, &g.console)
			}
			t.Logf("%d requests in %v", requests, time.Since(began).Round(time.Millisecond))
			output(t, "xl shutdown "+g.name)
			if end := g.wait(t); end.Exit != "exit 0" {
				t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
			}
		})
	}
}

// TestAddressByDHCP asks the emulator's server, as an image does by default.
func TestAddressByDHCP(t *testing.T) {
	bed(t)
	program := harness.Compile(t, nil, "guests/pair.c")
	for _, kind := range all {
		t.Run(kind, func(t *testing.T) {
			g := start(t, lifeLimit, kind, image(program, kind), []string{"--net", "bridge=xenbr0"}, []string{"address"})
			if end := g.wait(t); end.Exit != "exit 0" || !strings.Contains(g.console.String(), "address 10.0.2.") {
				t.Errorf("%q, %q\n%s", end.Reason, end.Exit, &g.console)
			}
		})
	}
}
