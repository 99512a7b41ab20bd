// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"unicore/pools"
)

// maxSourceBytes bounds what is read from the network.
const maxSourceBytes = 1 << 30

// fetcher finds source archives. The hash decides, not the place.
type fetcher struct {
	store   *Store
	folders []string
	offline bool
	note    func(format string, args ...any)
}

// miss is one place that did not have the file, and why.
type miss struct {
	place string
	err   error
}

// get returns the path of the archive in the store, whose hash it has just
// checked.
func (f *fetcher) get(ctx context.Context, s *pools.Source) (string, error) {
	final := f.store.path("src", s.SHA256, s.File)
	lock, err := f.store.lock(ctx, "src-"+s.SHA256, func() { f.note("waiting for another unicore to fetch %s", s.File) })
	if err != nil {
		return "", err
	}
	defer lock.unlock()
	var misses []miss
	switch got, err := hashFile(final); {
	case err == nil && got == s.SHA256:
		return final, nil
	case err == nil:
		misses = append(misses, miss{final, mismatch(final, got)})
		if err := os.Remove(final); err != nil {
			return "", err
		}
	case !errors.Is(err, fs.ErrNotExist):
		misses = append(misses, miss{final, err})
	}
	work, err := f.store.newScratch(ctx)
	if err != nil {
		return "", err
	}
	defer work.remove()
	for i, place := range f.places(s) {
		part := filepath.Join(work.dir, fmt.Sprintf("part-%d", i))
		err := place.get(ctx, part)
		if err == nil {
			var got string
			if got, err = hashFile(part); err == nil && got != s.SHA256 {
				err = mismatch(part, got)
			}
		}
		if err == nil {
			return final, f.keep(part, final)
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if full := f.store.diskFull(err); full != err {
			return "", full
		}
		os.Remove(part)
		misses = append(misses, miss{place.name, err})
	}
	return "", f.notFound(s, misses)
}

func mismatch(file, got string) error {
	size := int64(-1)
	if info, err := os.Stat(file); err == nil {
		size = info.Size()
	}
	return fmt.Errorf("has sha256 %s (%d bytes): corrupted, truncated or another file", got, size)
}

func (f *fetcher) keep(part, final string) error {
	if err := os.MkdirAll(filepath.Dir(final), 0o755); err != nil {
		return f.store.diskFull(err)
	}
	p, err := os.Open(part)
	if err != nil {
		return err
	}
	err = p.Sync()
	p.Close()
	if err == nil {
		err = os.Chmod(part, 0o444)
	}
	if err == nil {
		err = os.Rename(part, final)
	}
	return f.store.diskFull(err)
}

// place is somewhere a source may be.
type place struct {
	name string
	get  func(ctx context.Context, to string) error
}

func (f *fetcher) places(s *pools.Source) (list []place) {
	for _, dir := range f.folders {
		// A folder of archives, or the folder of another store.
		for _, file := range []string{filepath.Join(dir, s.File), filepath.Join(dir, s.SHA256, s.File)} {
			list = append(list, place{file, func(_ context.Context, to string) error { return copyFile(file, to) }})
		}
	}
	if f.offline {
		return list
	}
	if s.Debian != "" {
		list = append(list, place{"Debian source package " + s.Debian, func(ctx context.Context, to string) error {
			f.note("fetching %s from Debian's source package %s", s.File, s.Debian)
			return f.aptSource(ctx, s, to)
		}})
	}
	if s.URL != "" {
		list = append(list, place{s.URL, func(ctx context.Context, to string) error {
			f.note("fetching %s", s.URL)
			return download(ctx, s.URL, to)
		}})
	}
	return list
}

func (f *fetcher) notFound(s *pools.Source, misses []miss) error {
	var text strings.Builder
	wrong := false
	for _, m := range misses {
		fmt.Fprintf(&text, "\n  %s: %v", m.place, m.err)
		wrong = wrong || strings.Contains(m.err.Error(), "has sha256")
	}
	what := "not found"
	if wrong {
		what = "no good copy found"
	}
	hint := "put the right file into a folder and name that in UNICORE_SOURCES"
	if f.offline {
		hint += ", or run without --offline"
	} else {
		hint += ", or check the network and the deb lines of /etc/apt"
	}
	return hinted(hint, "source %s: %s; wanted sha256 %s%s", s.File, what, s.SHA256, text.String())
}

func hashFile(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func download(ctx context.Context, url, to string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	n, err := io.Copy(out, io.LimitReader(answer.Body, maxSourceBytes+1))
	if err == nil && n > maxSourceBytes {
		err = errors.New("absurdly large file")
	}
	if e := out.Close(); err == nil {
		err = e
	}
	return err
}
