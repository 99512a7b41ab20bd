// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const target = "kvm-x86_64"

// unicore returns a call of the command under test.
func (b *bench) unicore(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(b.bin, "unicore"), args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.Stderr = os.Stderr
	return cmd
}

// sdk returns a command run in dir with the SDK's environment.
func (b *bench) sdk(dir, name string, args ...string) *exec.Cmd {
	return b.shell(dir, b.environ(), name, args...)
}

// host returns a command run in dir with this process's own environment.
func (b *bench) host(dir, name string, args ...string) *exec.Cmd {
	return b.shell(dir, os.Environ(), name, args...)
}

func (b *bench) shell(dir string, env []string, name string, args ...string) *exec.Cmd {
	// The name is looked up in env's PATH, not in ours.
	cmd := exec.Command("/usr/bin/env", append([]string{name}, args...)...)
	cmd.Dir, cmd.Env = dir, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// quiet runs cmd and shows what it printed only when it fails.
func quiet(cmd *exec.Cmd) error {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		text := out.Bytes()
		if len(text) > 2000 {
			text = text[len(text)-2000:]
		}
		return fmt.Errorf("%v: %w\n%s", cmd.Args, err, text)
	}
	return nil
}

// timed runs cmd and returns its wall time in seconds.
func timed(cmd *exec.Cmd) (float64, error) {
	start := time.Now()
	err := quiet(cmd)
	return time.Since(start).Seconds(), err
}

// compile makes an image of one of the programs of programs/.
func (b *bench) compile(source string) (string, error) {
	image := filepath.Join(b.work, source[:len(source)-len(filepath.Ext(source))])
	return image, quiet(b.sdk("", "cc", "-O2", "-o", image, filepath.Join("tests/bench/programs", source)))
}

// stripped returns the size of a stripped copy of image, and the copy.
func (b *bench) stripped(image string) (string, int64, error) {
	out := filepath.Join(b.work, filepath.Base(image)+".stripped")
	if err := quiet(b.sdk("", "strip", "-o", out, image)); err != nil {
		return "", 0, err
	}
	fi, err := os.Stat(out)
	if err != nil {
		return "", 0, err
	}
	return out, fi.Size(), nil
}
