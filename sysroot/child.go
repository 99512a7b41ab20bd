// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// lifeline is a pipe whose writing end only this process has: whoever reads
// from it learns when this process is gone.
var lifeline = sync.OnceValues(func() (*os.File, error) {
	r, w, err := os.Pipe()
	// To be open until the end it must not be collected.
	lifelineEnd = w
	return r, err
})

var lifelineEnd *os.File

// leader becomes the command after it has put a watcher into its process
// group, which kills that when the lifeline, descriptor 3, ends. The watcher
// keeps neither the lock, descriptor 4, nor the folder.
const leader = `(cd /; read -r _ <&3; kill -9 0) </dev/null >/dev/null 2>&1 4<&- & exec 3<&- "$@"`

// runChild runs a command in a process group of its own, which is killed as a
// whole when the command is done, when ctx ends, and when this process is
// killed. The children hold lock, so that nobody removes their folder while
// they live.
func runChild(ctx context.Context, cmd *exec.Cmd, lock *os.File) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// The death signal is tied to the thread that started the child.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	watched, err := lifeline()
	if err != nil {
		return err
	}
	cmd.ExtraFiles = []*os.File{watched}
	cmd.Args = append([]string{"sh", "-c", leader, "sh", cmd.Path}, cmd.Args[1:]...)
	cmd.Path = "/bin/sh"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if lock != nil {
		cmd.ExtraFiles = append(cmd.ExtraFiles, lock)
	}
	// Output of a grandchild that outlives the group is not waited for.
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	err = cmd.Wait()
	// The watcher is still there, so the number is still this group's.
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	if !stop() && ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	return err
}
