// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"bytes"
	"compress/gzip"
	"context"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/klauspost/compress/zstd"

	"unicore/toolchain"
)

// Fields of the real-mode header: Linux, Documentation/x86/boot.rst.
const (
	setupSectors  = 0x1f1
	headerMagic   = 0x202
	payloadOffset = 0x248
	payloadLength = 0x24c
)

// unpackKernel takes the ELF file out of a bzImage. Xen could unpack it, but
// at each boot, and emulated.
func unpackKernel(ctx context.Context, file, to string) error {
	image, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if len(image) < payloadLength+4 || string(image[headerMagic:][:4]) != "HdrS" {
		return errors.New("is no bzImage")
	}
	sectors := uint64(image[setupSectors])
	if sectors == 0 {
		sectors = 4
	}
	start := (sectors+1)*512 + uint64(binary.LittleEndian.Uint32(image[payloadOffset:]))
	size := uint64(binary.LittleEndian.Uint32(image[payloadLength:]))
	if size < 8 || start > uint64(len(image)) || size > uint64(len(image))-start {
		return errors.New("its payload lies outside of it")
	}
	payload := image[start:][:size]
	switch {
	case bytes.HasPrefix(payload, []byte("\xfd7zXZ\x00")):
		// The last four bytes are the unpacked length.
		err = unxz(ctx, payload[:size-4], to)
	case bytes.HasPrefix(payload, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		var z *zstd.Decoder
		if z, err = zstd.NewReader(bytes.NewReader(payload[:size-4])); err == nil {
			defer z.Close()
			err = save(z, to)
		}
	default:
		err = fmt.Errorf("unknown compression (% x)", payload[:6])
	}
	if err != nil {
		return err
	}
	f, err := elf.Open(to)
	if err != nil {
		return fmt.Errorf("its payload: %w", err)
	}
	return f.Close()
}

// unxz uses the program: kernels are packed with a filter for machine code
// that the Go package does not know.
func unxz(ctx context.Context, data []byte, to string) error {
	xz, err := toolchain.FindTool("xz")
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	var complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, xz, "--decompress", "--stdout")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), out, &complaint
	if err := errors.Join(cmd.Run(), out.Close()); err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(complaint.String()))
	}
	return nil
}

func gunzip(file, to string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	z, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return save(z, to)
}

// maxUnpacked bounds what is unpacked; a kernel has 70 MB.
const maxUnpacked = 512 << 20

func save(r io.Reader, to string) error {
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	n, err := io.Copy(out, io.LimitReader(r, maxUnpacked))
	if err == nil && n == maxUnpacked {
		err = errors.New("absurdly large when unpacked")
	}
	return errors.Join(err, out.Close())
}
