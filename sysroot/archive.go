// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// Limits of an archive; the largest source trees are well below.
const (
	maxArchiveBytes   = 1 << 30
	maxArchiveEntries = 1 << 18
	maxArchiveDepth   = 64
	maxZstdWindow     = 128 << 20
)

// extract unpacks a compressed tar file into dir, which must exist and be
// empty, without the archive's top folder. Whatever would be written or point
// outside of dir is refused.
func extract(ctx context.Context, file, dir string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := decompress(bufio.NewReaderSize(f, 1<<16))
	if err != nil {
		return fmt.Errorf("%s: %w", path.Base(file), err)
	}
	defer r.Close()
	if err := untar(ctx, r, dir); err != nil {
		return fmt.Errorf("%s: %w", path.Base(file), err)
	}
	return nil
}

// decompress recognises the format by its first bytes.
func decompress(r *bufio.Reader) (io.ReadCloser, error) {
	magic, err := r.Peek(6)
	if err != nil {
		return nil, fmt.Errorf("too short for an archive: %w", err)
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return gzip.NewReader(r)
	case bytes.HasPrefix(magic, []byte("BZh")):
		return io.NopCloser(bzip2.NewReader(r)), nil
	case bytes.HasPrefix(magic, []byte("\xfd7zXZ\x00")):
		x, err := xz.NewReader(r)
		return io.NopCloser(x), err
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(r, zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	}
	return nil, errors.New("not a gzip, bzip2, xz or zstd file")
}

// unpacker is one archive being unpacked. What it made is remembered, so
// that a parent is known to be a real folder and never a link.
type unpacker struct {
	root  *os.Root
	top   string
	made  map[string]byte // tar type by name
	bytes int64
}

func untar(ctx context.Context, r io.Reader, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	u := &unpacker{root: root, made: map[string]byte{".": tar.TypeDir}}
	limited := &io.LimitedReader{R: r, N: maxArchiveBytes}
	t := tar.NewReader(limited)
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		if limited.N <= 0 || n > maxArchiveEntries {
			return errors.New("absurdly large archive")
		}
		if err != nil {
			return fmt.Errorf("damaged archive: %w", err)
		}
		if h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		if err := u.entry(h, t); err != nil {
			return fmt.Errorf("%q: %w", h.Name, err)
		}
	}
	if len(u.made) == 1 {
		return errors.New("empty archive")
	}
	// A damaged end would otherwise go unnoticed: check sums come last.
	if _, err := io.Copy(io.Discard, limited); err != nil {
		return fmt.Errorf("damaged archive: %w", err)
	}
	return nil
}

// name is an entry's name without the top folder; "." for that folder.
func (u *unpacker) name(name string) (string, error) {
	if strings.HasPrefix(name, "/") {
		return "", errors.New("absolute name in archive")
	}
	if strings.ContainsRune(name, 0) {
		return "", errors.New("NUL in name")
	}
	parts := strings.Split(name, "/")
	clean := parts[:0]
	for _, p := range parts {
		switch p {
		case "", ".":
		case "..":
			return "", errors.New("name with .. in archive")
		default:
			clean = append(clean, p)
		}
	}
	if len(clean) == 0 {
		return ".", nil
	}
	if len(clean) > maxArchiveDepth {
		return "", errors.New("absurdly deep name in archive")
	}
	if u.top == "" {
		u.top = clean[0]
	}
	if clean[0] != u.top {
		return "", fmt.Errorf("not below the archive's top folder %q", u.top)
	}
	if len(clean) == 1 {
		return ".", nil
	}
	return path.Join(clean[1:]...), nil
}

func (u *unpacker) entry(h *tar.Header, data io.Reader) error {
	name, err := u.name(h.Name)
	if err != nil {
		return err
	}
	if h.Typeflag == tar.TypeDir {
		return u.mkdir(name)
	}
	if name == "." {
		return errors.New("a file where the archive's top folder should be")
	}
	if err := u.mkdir(path.Dir(name)); err != nil {
		return err
	}
	if old, ok := u.made[name]; ok {
		if old == tar.TypeDir {
			return errors.New("a file where a folder is")
		}
		if err := u.root.Remove(name); err != nil {
			return err
		}
	}
	switch h.Typeflag {
	case tar.TypeReg:
		err = u.file(name, h, data)
	case tar.TypeSymlink:
		err = u.symlink(name, h.Linkname)
	case tar.TypeLink:
		err = u.link(name, h.Linkname)
	default:
		err = fmt.Errorf("entry of type %q: only files, folders and links are allowed", h.Typeflag)
	}
	if err != nil {
		return err
	}
	u.made[name] = h.Typeflag
	return nil
}

func (u *unpacker) mkdir(name string) error {
	if kind, ok := u.made[name]; ok {
		if kind != tar.TypeDir {
			return fmt.Errorf("%q is a file or a link, not a folder", name)
		}
		return nil
	}
	if err := u.mkdir(path.Dir(name)); err != nil {
		return err
	}
	if err := u.root.Mkdir(name, 0o755); err != nil {
		return err
	}
	u.made[name] = tar.TypeDir
	return nil
}

func (u *unpacker) file(name string, h *tar.Header, data io.Reader) error {
	for record := range h.PAXRecords {
		if strings.HasPrefix(record, "GNU.sparse.") {
			return errors.New("sparse file in archive")
		}
	}
	if u.bytes += h.Size; h.Size < 0 || u.bytes > maxArchiveBytes {
		return errors.New("absurdly large file in archive")
	}
	mode := fs.FileMode(0o644)
	if h.Mode&0o111 != 0 {
		mode = 0o755
	}
	f, err := u.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, data); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	// Makefiles compare the times of generated files with their sources'.
	when := h.ModTime
	if when.Unix() < 0 || when.Year() > 2100 {
		when = time.Unix(0, 0)
	}
	return u.root.Chtimes(name, when, when)
}

// symlink accepts targets that are ../ up to dir and then only downwards:
// as parents are never links, these cannot leave it.
func (u *unpacker) symlink(name, target string) error {
	if target == "" || strings.HasPrefix(target, "/") || strings.ContainsRune(target, 0) {
		return fmt.Errorf("link to %q points out of the archive", target)
	}
	up, down := strings.Count(name, "/"), false
	for _, p := range strings.Split(target, "/") {
		switch {
		case p == "" || p == ".":
		case p != "..":
			down = true
		case down || up == 0:
			return fmt.Errorf("link to %q points out of the archive", target)
		default:
			up--
		}
	}
	return u.root.Symlink(target, name)
}

func (u *unpacker) link(name, target string) error {
	to, err := u.name(target)
	if err != nil {
		return fmt.Errorf("link to %q: %w", target, err)
	}
	if kind, ok := u.made[to]; !ok || (kind != tar.TypeReg && kind != tar.TypeLink) {
		return fmt.Errorf("link to %q, which is no file of the archive before it", target)
	}
	if to == name {
		return errors.New("link to itself")
	}
	return u.root.Link(to, name)
}
