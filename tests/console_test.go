// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"bufio"
	"bytes"
	"net"
	"path/filepath"
	"testing"
	"time"

	"unicore/tests/harness"
)

// TestVirtioConsole talks with a program over /dev/hvc0.
func TestVirtioConsole(t *testing.T) {
	t.Parallel()
	image := harness.Compile(t, []string{"-I", "boot"}, "testdata/hvc.c")
	for machine, options := range map[string][]string{
		"q35": {"--qemu-arg=-device", "--qemu-arg=virtio-serial-pci,disable-legacy=on"},
		// by hand, behind what the command places itself
		"microvm": {"--qemu-arg=-device", "--qemu-arg=virtio-serial-device,bus=virtio-mmio-bus.7",
			"--append", "virtio_mmio.device=512@0xfeb00e00:23"},
	} {
		t.Run(machine, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s")
			l, err := net.Listen("unix", path)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			done := make(chan error, 1)
			go func() { done <- converse(l) }()
			options = append(options, "--machine", machine, "--qemu-arg=-chardev", "--qemu-arg=socket,id=hvc,path="+path,
				"--qemu-arg=-device", "--qemu-arg=virtconsole,chardev=hvc")
			r := harness.Run(t, time.Minute, options, image)
			l.Close()
			if err := <-done; err != nil || r.Status != 0 {
				t.Errorf("status %d, the other end: %v\n%s\n%s", r.Status, err, r.Console, r.Stderr)
			}
		})
	}
}

// converse sends back what comes, each line reversed, until "end".
func converse(l net.Listener) error {
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	for r := bufio.NewReader(c); ; {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimSuffix(line, []byte("\n"))
		if string(line) == "end" {
			return nil
		}
		for i, j := 0, len(line)-1; i < j; i, j = i+1, j-1 {
			line[i], line[j] = line[j], line[i]
		}
		if _, err := c.Write(append(line, '\n')); err != nil {
			return err
		}
	}
}
