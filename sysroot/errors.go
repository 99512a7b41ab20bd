// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"errors"
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"

	"unicore/toolchain"
)

// hinted is an error that has a way out.
func hinted(hint, format string, args ...any) error {
	return toolchain.Hint(fmt.Errorf(format, args...), "%s", hint)
}

// diskFull explains err when the file system of the store is full: a child
// process says so in its own words only.
func (s *Store) diskFull(err error) error {
	if err == nil || toolchain.HintOf(err) != "" {
		return err
	}
	var st unix.Statfs_t
	full := errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
	if !full && unix.Statfs(s.dir, &st) == nil {
		full = st.Bavail*uint64(st.Bsize) < 256<<10
	}
	if !full {
		return err
	}
	return hinted("free some space, or set UNICORE_STORE to a folder on another file system",
		"no space left for the SDK in %s: %w", s.dir, err)
}
