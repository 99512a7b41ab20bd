// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"unicore/pools/regular"
	"unicore/toolchain"
)

// The "newc" form of cpio archives: cpio(5).
const (
	newcMagic    = "070701"
	newcTrailer  = "TRAILER!!!"
	newcMaxBytes = 1<<32 - 1
)

// PackFolder writes what is in dir as a newc archive. Equal folders give equal
// archives: entries are sorted, owned by root, and numbered in that order.
func PackFolder(w io.Writer, dir string) error {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return toolchain.PathCause(err)
	}
	p := &packer{w: bufio.NewWriterSize(w, 1<<16)}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return toolchain.PathCause(err)
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return p.add(path, name)
	})
	if err != nil {
		return fmt.Errorf("rootfs: %w", err)
	}
	p.inode = 0
	p.header(newcTrailer, unix.Stat_t{Nlink: 1}, 0)
	p.pad()
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("rootfs: %w", err)
	}
	return nil
}

type packer struct {
	w     *bufio.Writer
	at    int64
	inode uint32
}

// add writes one entry. Errors of the writer are kept by it until Flush.
func (p *packer) add(path, name string) error {
	var st unix.Stat_t
	if err := unix.Lstat(path, &st); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if name == newcTrailer {
		name = "./" + name // by its plain name it would end the archive
	}
	var data io.Reader
	size := int64(0)
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
		if err != nil {
			return toolchain.PathCause(err)
		}
		defer f.Close()
		if size = st.Size; size > newcMaxBytes {
			return fmt.Errorf("%s: larger than the 4 GiB that a cpio archive can hold", path)
		}
		data = f
	case unix.S_IFLNK:
		target, err := os.Readlink(path)
		if err != nil {
			return toolchain.PathCause(err)
		}
		data, size = strings.NewReader(target), int64(len(target))
	case unix.S_IFSOCK:
		return nil // means nothing without the process that listens
	}
	p.header(name, st, size)
	if data != nil {
		n, err := io.CopyN(p.w, data, size)
		p.at += n
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: became shorter while it was read", path)
		} else if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	p.pad()
	return nil
}

func (p *packer) header(name string, st unix.Stat_t, size int64) {
	p.inode++
	var major, minor uint32
	if kind := st.Mode & unix.S_IFMT; kind == unix.S_IFCHR || kind == unix.S_IFBLK {
		major, minor = unix.Major(st.Rdev), unix.Minor(st.Rdev)
	}
	links := uint32(1) // a file with several names is several files
	mtime := uint32(max(0, min(st.Mtim.Sec, newcMaxBytes)))
	n, _ := fmt.Fprintf(p.w, "%s%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s\x00", newcMagic,
		p.inode, st.Mode, 0, 0, links, mtime, size, 0, 0, major, minor, len(name)+1, 0, name)
	p.at += int64(n)
	p.pad()
}

func (p *packer) pad() {
	for ; p.at%4 != 0; p.at++ {
		p.w.WriteByte(0)
	}
}

// StatRootfs looks what the root file system is made of.
func StatRootfs(rootfs string) (fs.FileInfo, error) {
	fi, err := os.Stat(rootfs)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, toolchain.Hint(fmt.Errorf("rootfs %w", toolchain.PathCause(err)),
			"a folder with the files that the application opens, for example what make install DESTDIR=$PWD/%s leaves", filepath.Base(rootfs))
	}
	if err != nil {
		return nil, fmt.Errorf("rootfs %w", toolchain.PathCause(err))
	}
	return fi, nil
}

// Initrd makes what an image gets as its root file system of a folder or a
// file that holds an archive, compressed by gzip or not. The result is a file
// in tmp, or the given one.
func Initrd(rootfs, tmp string) (path string, size int64, err error) {
	fi, err := StatRootfs(rootfs)
	if err != nil {
		return "", 0, err
	}
	path = filepath.Join(tmp, "rootfs.cpio")
	if fi.IsDir() {
		size, err = writeFile(path, func(w io.Writer) error { return PackFolder(w, rootfs) })
		return path, size, err
	}
	f, err := regular.Open(rootfs)
	if err != nil {
		return "", 0, fmt.Errorf("rootfs %w", toolchain.PathCause(err))
	}
	defer f.Close()
	in := bufio.NewReader(f)
	if magic, _ := in.Peek(len(newcMagic)); string(magic) == newcMagic {
		return rootfs, fi.Size(), nil
	}
	if gz, err := gzip.NewReader(in); err == nil {
		unpacked := bufio.NewReader(gz)
		if magic, _ := unpacked.Peek(len(newcMagic)); string(magic) == newcMagic {
			size, err = writeFile(path, func(w io.Writer) error {
				if _, err := io.Copy(w, unpacked); err != nil {
					return fmt.Errorf("rootfs %s: %w", rootfs, err)
				}
				return nil
			})
			return path, size, err
		}
	}
	return "", 0, toolchain.Hint(fmt.Errorf("rootfs %s: is neither a folder nor a cpio archive", rootfs),
		"make one by: (cd FOLDER && find . | cpio -o -H newc) >FILE")
}

// PackBeside makes a file of PackFolder's archive of dir, whole or not at all; it may
// not be in dir. size is in bytes.
func PackBeside(file, dir string) (size int64, err error) {
	inside, err := within(filepath.Dir(file), dir)
	if err == nil && inside {
		err = toolchain.Hint(fmt.Errorf("%s: would be in the folder that it is made of, %s", file, dir), "keep the image outside of it")
	}
	if err != nil {
		return 0, err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".unicore-cpio-")
	var path *fs.PathError
	if errors.As(err, &path) {
		return 0, toolchain.Hint(fmt.Errorf("%s: %w", file, path.Err), "--rootfs takes a cpio archive as well")
	} else if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name()) // fails once it has its name
	err = PackFolder(f, dir)
	size, seekErr := f.Seek(0, io.SeekEnd)
	if err = errors.Join(err, seekErr, f.Chmod(0o644), f.Close()); err != nil {
		return 0, err
	}
	return size, toolchain.PathCause(os.Rename(f.Name(), file))
}

// within tells whether a folder is another one, or below it.
func within(folder, other string) (bool, error) {
	var real [2]string
	for i, p := range []string{folder, other} {
		p, err := filepath.EvalSymlinks(p)
		if err == nil {
			real[i], err = filepath.Abs(p)
		}
		if err != nil {
			return false, toolchain.PathCause(err)
		}
	}
	rel, err := filepath.Rel(real[1], real[0])
	return err == nil && rel != ".." && !strings.HasPrefix(rel, "../"), nil
}

// writeFile makes a file of what write writes.
func writeFile(path string, write func(io.Writer) error) (int64, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, toolchain.PathCause(err)
	}
	err = write(f)
	size, seekErr := f.Seek(0, io.SeekEnd)
	if err = errors.Join(err, seekErr, f.Close()); errors.Is(err, syscall.ENOSPC) {
		err = toolchain.Hint(err, "TMPDIR names the folder for temporary files")
	}
	return size, err
}
