// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// MayRead tells whether reading f would not stop us: a job in the background
// must leave its terminal alone.
func MayRead(f *os.File) bool {
	if f == nil {
		return false
	}
	group, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// KeepTerminal remembers a terminal's settings and a file's flags, which
// another program changes and does not restore when it is killed; the function
// that it returns restores them.
func KeepTerminal(f *os.File) func() {
	if f == nil {
		return func() {}
	}
	fd := int(f.Fd())
	flags, flagsErr := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	term, termErr := unix.IoctlGetTermios(fd, unix.TCGETS)
	front := MayRead(f)
	return func() {
		if flagsErr == nil {
			unix.FcntlInt(uintptr(fd), unix.F_SETFL, flags)
		}
		if termErr == nil && front {
			unix.IoctlSetTermios(fd, unix.TCSETS, term)
		}
	}
}

// TerminalInput is what an image's console reads of f, nil for nothing. A
// terminal hands on each key at once and does not show it, which the image
// does; its signals still reach us. The function restores it.
func TerminalInput(f *os.File) (io.Reader, func()) {
	if !MayRead(f) {
		return nil, func() {}
	}
	restore := KeepTerminal(f)
	fd := int(f.Fd())
	if term, err := unix.IoctlGetTermios(fd, unix.TCGETS); err == nil {
		term.Lflag &^= unix.ICANON | unix.ECHO | unix.IEXTEN
		term.Iflag &^= unix.ICRNL | unix.IXON
		term.Cc[unix.VMIN], term.Cc[unix.VTIME] = 1, 0
		unix.IoctlSetTermios(fd, unix.TCSETS, term)
	}
	return f, restore
}
