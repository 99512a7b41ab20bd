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

// statRootfs looks what the root file system is made of.
func statRootfs(rootfs string) (fs.FileInfo, error) {
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

// rootfs is what a root file system is made of.
type rootfs struct {
	path  string
	dir   bool
	size  int64                 // of a file that is an archive
	write func(io.Writer) error // makes the archive; nil for a file that is one
}

// openRootfs looks what a folder or a file that holds an archive, compressed by gzip or
// not, has to become.
func openRootfs(path string) (*rootfs, error) {
	fi, err := statRootfs(path)
	if err != nil {
		return nil, err
	}
	if fi.IsDir() {
		return &rootfs{path: path, dir: true, write: func(w io.Writer) error { return PackFolder(w, path) }}, nil
	}
	f, err := regular.Open(path)
	if err != nil {
		return nil, fmt.Errorf("rootfs %w", toolchain.PathCause(err))
	}
	defer f.Close()
	if archive(f) {
		return &rootfs{path: path, size: fi.Size()}, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("rootfs %w", toolchain.PathCause(err))
	}
	if gz, err := gzip.NewReader(bufio.NewReader(f)); err == nil && archive(gz) {
		return &rootfs{path: path, write: func(w io.Writer) error { return gunzip(w, path) }}, nil
	}
	return nil, toolchain.Hint(fmt.Errorf("rootfs %s: is neither a folder nor a cpio archive", path),
		"make one by: (cd FOLDER && find . | cpio -o -H newc) >FILE")
}

// archive tells whether what comes is one of those that the kernel reads.
func archive(r io.Reader) bool {
	magic := make([]byte, len(newcMagic))
	_, err := io.ReadFull(r, magic)
	return err == nil && string(magic) == newcMagic
}

func gunzip(w io.Writer, path string) error {
	f, err := regular.Open(path)
	if err != nil {
		return fmt.Errorf("rootfs %w", toolchain.PathCause(err))
	}
	defer f.Close()
	gz, err := gzip.NewReader(bufio.NewReader(f))
	if err == nil {
		_, err = io.Copy(w, gz)
	}
	if err != nil {
		return fmt.Errorf("rootfs %s: %w", path, err)
	}
	return nil
}

// Initrd makes what an image gets as its root file system of a folder or a
// file that holds an archive, compressed by gzip or not. The result is a file
// in tmp, or the given one.
func Initrd(path, tmp string) (file string, size int64, err error) {
	r, err := openRootfs(path)
	if err != nil {
		return "", 0, err
	}
	if r.write == nil {
		return path, r.size, nil
	}
	file = filepath.Join(tmp, "rootfs.cpio")
	size, err = writeFile(file, r.write)
	return file, size, err
}

// InitrdCommand is Initrd for a shell: the file, its size where that is known, and the
// command that makes it, with " &&" and a line end, or "".
func InitrdCommand(path string) (file string, size int64, command string, err error) {
	if path == "" {
		return "", 0, "", nil
	}
	r, err := openRootfs(path)
	if err != nil {
		return "", 0, "", err
	}
	if r.write == nil {
		return path, r.size, "", nil
	}
	q := ShellQuote([]string{path})
	if r.dir {
		command = "(cd " + q + " && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0)"
	} else {
		command = "gzip -dc <" + q
	}
	return "rootfs.cpio", 0, command + " >rootfs.cpio &&\n", nil
}

// InitrdBeside is Initrd whose result is file, whole or not at all, or the given one; file
// may not be in the folder.
func InitrdBeside(file, path string) (string, int64, error) {
	r, err := openRootfs(path)
	if err != nil {
		return "", 0, err
	}
	if r.write == nil {
		return path, r.size, nil
	}
	if r.dir {
		inside, err := within(filepath.Dir(file), path)
		if err == nil && inside {
			err = toolchain.Hint(fmt.Errorf("%s: would be in the folder that it is made of, %s", file, path), "keep the image outside of it")
		}
		if err != nil {
			return "", 0, err
		}
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".unicore-cpio-")
	var cause *fs.PathError
	if errors.As(err, &cause) {
		return "", 0, toolchain.Hint(fmt.Errorf("%s: %w", file, cause.Err), "--rootfs takes a cpio archive as well")
	} else if err != nil {
		return "", 0, err
	}
	defer os.Remove(f.Name()) // fails once it has its name
	err = r.write(f)
	size, seekErr := f.Seek(0, io.SeekEnd)
	if err = errors.Join(err, seekErr, f.Chmod(0o644), f.Close()); err != nil {
		return "", 0, err
	}
	return file, size, toolchain.PathCause(os.Rename(f.Name(), file))
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
