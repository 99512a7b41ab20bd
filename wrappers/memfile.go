// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"strconv"
	"syscall"
	"unsafe"
)

// sysMemfdCreate is the system call's number, and closeOnExec its flag:
// Linux, arch/x86/entry/syscalls/syscall_64.tbl and uapi/linux/memfd.h.
const (
	sysMemfdCreate = 319
	closeOnExec    = 1
)

// memFile makes a file in memory, so that nothing is left behind whatever
// happens.
func memFile(name string) (*os.File, error) {
	b := append([]byte(name), 0)
	fd, _, e := syscall.Syscall(sysMemfdCreate, uintptr(unsafe.Pointer(&b[0])), closeOnExec, 0)
	if e != 0 {
		return nil, errorf("file in memory: ", e.Error())
	}
	return os.NewFile(fd, name), nil
}

// inherited is the path of the n-th further file of a child.
func inherited(n int) string { return "/proc/self/fd/" + strconv.Itoa(3+n) }

// responseFile writes arguments to a file in memory that the program which
// this process becomes can read, and returns the argument that names it.
func responseFile(args []string) (string, error) {
	f, err := memFile("args")
	if err != nil {
		return "", err
	}
	if _, err := f.WriteString(joinWords(args)); err != nil {
		return "", errorf("response file: ", err.Error())
	}
	fd, _, e := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_DUPFD, 10)
	if e != 0 {
		return "", errorf("response file: ", e.Error())
	}
	return "@/proc/self/fd/" + strconv.Itoa(int(fd)), nil
}
