// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// FileName is the name of a selection that lives with an application.
const FileName = "unicore.config"

// Place is where a selection is, or would be.
type Place struct {
	Path  string `json:"path"`
	There bool   `json:"there"`
	// From says why this one: "UNICORE_CONFIG", "folder", "user", or "none"
	// when there is no selection.
	From string `json:"from"`
}

// Find looks for the selection that counts in a folder: the one that explicit
// names, FileName there or in a folder above, or the user's default. When there
// is none, Path is where one for the folder belongs.
func Find(dir, explicit string, getenv func(string) string) (Place, error) {
	if explicit != "" {
		_, err := os.Stat(explicit)
		if errors.Is(err, fs.ErrNotExist) {
			return Place{explicit, false, "UNICORE_CONFIG"}, nil
		}
		return Place{explicit, true, "UNICORE_CONFIG"}, err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Place{}, err
	}
	here := filepath.Join(dir, FileName)
	for at := dir; ; at = filepath.Dir(at) {
		file := filepath.Join(at, FileName)
		if fi, err := os.Stat(file); err == nil {
			return Place{file, true, "folder"}, trusted(file, fi)
		} else if _, e := os.Lstat(file); e == nil {
			return Place{}, badLink(file, err)
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	base := getenv("XDG_CONFIG_HOME")
	if base == "" {
		if home := getenv("HOME"); home != "" {
			base = filepath.Join(home, ".config")
		}
	}
	if filepath.IsAbs(base) {
		file := filepath.Join(base, "unicore", "config")
		if _, err := os.Stat(file); err == nil {
			return Place{file, true, "user"}, nil
		} else if _, e := os.Lstat(file); e == nil {
			return Place{}, badLink(file, err)
		}
	}
	return Place{here, false, "none"}, nil
}

// badLink is the error for a link that leads to no file: it is no selection, but to go
// on as if there were none would use libraries that somebody ruled out.
func badLink(file string, err error) error {
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return &Error{fmt.Sprintf("%s: is a link: %v", file, err), "make the file that it leads to, or remove the link"}
}

// Trusted is an error for a file that another user left there.
func Trusted(file string) error {
	fi, err := os.Stat(file)
	if err != nil {
		return nil // whoever reads it says so
	}
	return trusted(file, fi)
}

// trusted refuses what another user left in a folder above, /tmp for one.
func trusted(file string, fi fs.FileInfo) error {
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok || st.Uid == 0 || int(st.Uid) == os.Getuid() {
		return nil
	}
	return &Error{fmt.Sprintf("%s: belongs to another user", file), "to use it nevertheless: UNICORE_CONFIG=" + shellWord(file)}
}
