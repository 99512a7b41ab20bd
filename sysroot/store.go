// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"

	"unicore/pools/regular"
	"unicore/toolchain"
)

// Store is the folder that keeps what was built and fetched:
//
//	sdk/<target>-<hash>/   finished SDKs
//	lib/<name>-<hash>/     finished libraries, SDKs hold links to their files
//	src/<sha256>/<file>    sources
//	made/<name>-<hash>/    what was made of Debian's packages
//	tmp/<random>/          work in progress, locked by the process that does it
//	lock/                  one lock file per entry
//	state/                 what is remembered to start quickly; may be deleted
//
// An entry is written in tmp and renamed, so it is complete or not there.
type Store struct{ dir string }

// DefaultStore is $UNICORE_STORE, or unicore in the user's cache folder.
func DefaultStore() (string, error) {
	if dir := os.Getenv("UNICORE_STORE"); dir != "" {
		return dir, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", hinted("set UNICORE_STORE to a folder for what is built", "no place for the store: %w", err)
	}
	return filepath.Join(cache, "unicore"), nil
}

// openStore does not touch the disk.
func openStore(dir string) (*Store, error) {
	if dir == "" {
		var err error
		if dir, err = DefaultStore(); err != nil {
			return nil, err
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	return &Store{dir: dir}, nil
}

func (s *Store) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

// prepare makes the folders.
func (s *Store) prepare() error {
	for _, d := range []string{"sdk", "lib", "src", "tmp", "lock", "state"} {
		if err := os.MkdirAll(s.path(d), 0o755); err != nil {
			return s.diskFull(hintedPermission(s.dir, err))
		}
	}
	return nil
}

func hintedPermission(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, unix.EROFS) || errors.Is(err, unix.ENOTDIR) {
		return hinted("set UNICORE_STORE to a folder that you may write to", "store %s: %w", dir, err)
	}
	return fmt.Errorf("store %s: %w", dir, err)
}

func exists(dir string) bool {
	_, err := os.Stat(dir)
	return err == nil
}

// fileLock is a lock that ends with the process, or with the last child that
// inherited its file.
type fileLock struct{ f *os.File }

// lock waits for the named lock; waiting is called once when that takes more
// than a second.
func (s *Store) lock(ctx context.Context, name string, waiting func()) (*fileLock, error) {
	f, err := os.OpenFile(s.path("lock", name), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, hintedPermission(s.dir, err)
	}
	if err := toolchain.Lock(ctx, f, waiting); err != nil {
		f.Close()
		if ctx.Err() == nil {
			err = fmt.Errorf("lock %s: %w", name, err)
		}
		return nil, err
	}
	return &fileLock{f}, nil
}

func (l *fileLock) unlock() { l.f.Close() }

// scratch is a folder below tmp.
type scratch struct {
	dir  string
	lock *os.File
}

// newScratch makes a folder, after having removed those that processes left
// which are gone.
func (s *Store) newScratch(ctx context.Context) (*scratch, error) {
	guard, err := s.lock(ctx, "tmp", nil)
	if err != nil {
		return nil, err
	}
	defer guard.unlock()
	s.clean()
	dir, err := os.MkdirTemp(s.path("tmp"), "build-")
	if err != nil {
		return nil, s.diskFull(err)
	}
	f, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err == nil {
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, s.diskFull(err)
	}
	return &scratch{dir: dir, lock: f}, nil
}

// clean removes what killed builds left. A child of one that still runs
// holds the lock, too.
func (s *Store) clean() {
	entries, err := os.ReadDir(s.path("tmp"))
	if err != nil {
		return
	}
	for _, e := range entries {
		dir := s.path("tmp", e.Name())
		f, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_RDWR, 0)
		if err == nil {
			err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
			if err == nil {
				removeScratch(dir)
			}
			f.Close()
			continue
		}
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENOTDIR) {
			removeScratch(dir)
		}
	}
}

// linkNote is the file of a scratch folder that names a link to it.
const linkNote = ".link"

// linkFrom makes a symbolic link to the folder, which goes when the folder
// does: whoever removes that finds the link's name in it.
func (t *scratch) linkFrom(name string) error {
	if err := os.WriteFile(filepath.Join(t.dir, linkNote), []byte(name), 0o644); err != nil {
		return err
	}
	return os.Symlink(t.dir, name)
}

// removeScratch removes a scratch folder and the link to it.
func removeScratch(dir string) {
	if name, err := os.ReadFile(filepath.Join(dir, linkNote)); err == nil {
		if to, err := os.Readlink(string(name)); err == nil && to == dir {
			os.Remove(string(name))
		}
	}
	removeAll(dir)
}

func (t *scratch) remove() {
	removeScratch(t.dir)
	t.lock.Close()
}

// removeAll also removes folders that a build made read-only.
func removeAll(dir string) error {
	err := os.RemoveAll(dir)
	if err == nil || !errors.Is(err, fs.ErrPermission) {
		return err
	}
	filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			os.Chmod(p, 0o755)
		}
		return nil
	})
	return os.RemoveAll(dir)
}

// publish makes the folder from, which lies on the store's file system, the
// entry to. What was written is on the disk before it has its name. When
// somebody else was quicker, theirs stays: it is the same.
func (s *Store) publish(from, to string) error {
	if err := freeze(from); err != nil {
		return s.diskFull(err)
	}
	if err := syncTree(from); err != nil {
		return s.diskFull(fmt.Errorf("sync %s: %w", from, err))
	}
	if err := os.Rename(from, to); err != nil {
		if exists(to) {
			return removeAll(from)
		}
		return s.diskFull(err)
	}
	return nil
}

// syncTree brings a folder's files to the disk: one by one when they are few,
// as the whole file system may have much to write.
func syncTree(dir string) error {
	const few = 16
	var files []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		return err
	}
	sync := func(file string, how func(fd int) error) error {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		return how(int(f.Fd()))
	}
	if len(files) > few {
		return sync(dir, unix.Syncfs)
	}
	for _, f := range files {
		if err := sync(f, unix.Fsync); err != nil {
			return err
		}
	}
	return nil
}

// freeze takes away write permission from files: they are shared by links.
func freeze(dir string) error {
	return filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case d.IsDir():
			return os.Chmod(p, 0o755)
		case d.Type().IsRegular():
			info, err := d.Info()
			if err != nil {
				return err
			}
			mode := fs.FileMode(0o444)
			if info.Mode()&0o111 != 0 {
				mode = 0o555
			}
			if info.Mode().Perm() != mode {
				return os.Chmod(p, mode)
			}
		}
		return nil
	})
}

// copyTree links, or where that fails copies, all files and symbolic links
// of from into to. A file that is there already is an error: two libraries
// must not install the same file.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, p)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case d.Type()&fs.ModeSymlink != 0:
			link, err := os.Readlink(p)
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		}
		return linkOrCopy(p, target)
	})
}

func linkOrCopy(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return copyFile(from, to)
}

func copyFile(from, to string) error {
	in, err := regular.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	// A child that is forked now would keep the file open for writing until its
	// exec, and to run it meanwhile fails (ETXTBSY).
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm()|0o200)
	if err != nil {
		return err
	}
	if _, err := out.ReadFrom(in); err != nil {
		out.Close()
		os.Remove(to)
		return err
	}
	return out.Close()
}
