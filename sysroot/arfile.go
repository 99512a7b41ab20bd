// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// An ar file is "!<arch>\n" and members, each a header of 60 characters
// (name 16, time 12, uid 6, gid 6, mode 8, size 10, "`\n") and its bytes
// padded to an even length (ar(5)).
const (
	arMagic  = "!<arch>\n"
	arHeader = 60
)

// eachMember calls f with the header and bytes of each member.
func eachMember(text []byte, f func(header, data []byte) error) error {
	rest, ok := bytes.CutPrefix(text, []byte(arMagic))
	if !ok {
		return errors.New("not an archive")
	}
	for len(rest) > 0 {
		if len(rest) < arHeader || string(rest[58:60]) != "`\n" {
			return errors.New("damaged archive")
		}
		size, err := strconv.Atoi(strings.TrimSpace(string(rest[48:58])))
		if err != nil || size < 0 || size > len(rest)-arHeader {
			return errors.New("damaged archive")
		}
		if err := f(rest[:arHeader], rest[arHeader:arHeader+size]); err != nil {
			return err
		}
		rest = rest[min(len(rest), arHeader+size+size%2):]
	}
	return nil
}

// normaliseArchive removes times and owners from an archive.
func normaliseArchive(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	err = eachMember(text, func(header, _ []byte) error {
		name := strings.TrimSpace(string(header[:16]))
		if name == "//" {
			return nil // a table of long names has blanks there
		}
		mode := "644"
		if name == "/" || name == "/SYM64/" {
			mode = "0"
		}
		copy(header[16:48], fmt.Sprintf("%-12s%-6s%-6s%-8s", "0", "0", "0", mode))
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, text, 0o644)
}

// archiveSymbols are the global symbols that an archive defines, read from
// its index.
func archiveSymbols(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var names []string
	err = eachMember(text, func(header, data []byte) error {
		if strings.TrimSpace(string(header[:16])) != "/" {
			return nil
		}
		if len(data) < 4 {
			return errors.New("damaged index")
		}
		n := uint64(binary.BigEndian.Uint32(data))
		if 4+4*n > uint64(len(data)) {
			return errors.New("damaged index")
		}
		rest := data[4+4*n:]
		for range n {
			name, after, ok := bytes.Cut(rest, []byte{0})
			if !ok {
				return errors.New("damaged index")
			}
			names, rest = append(names, string(name)), after
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return names, nil
}
