// SPDX-License-Identifier: BSD-3-Clause

package bake

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestKernelReader gives tables to the kernel's own reader, compiled for this
// machine under the sanitizers: good ones, then damaged ones, of which only is
// wanted that it reads nothing outside.
func TestKernelReader(t *testing.T) {
	pools := "../../pools"
	symbol, err := filepath.Abs(pools + "/arch/x86_64/symbol.c")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	reader := filepath.Join(dir, "reader")
	// An SDK generates it; the reader has no options.
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "uc"), 0o755), os.WriteFile(filepath.Join(dir, "uc/config.h"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	args := []string{"-std=gnu17", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
		"-DSYMBOL_C=\"" + symbol + "\"", "-include", "uc/base.h", "testdata/reader.c", "-o", reader, "-I" + dir}
	includes, _ := filepath.Glob(pools + "/*/*/include")
	more, _ := filepath.Glob(pools + "/*/*/*/include")
	for _, dir := range append(includes, more...) {
		args = append(args, "-I"+dir)
	}
	if out, err := exec.Command("gcc", args...).CombinedOutput(); err != nil {
		t.Fatalf("gcc: %v\n%s", err, out)
	}

	list := someFunctions(200)
	table, err := symbolTable(list)
	if err != nil {
		t.Fatal(err)
	}
	var in, want bytes.Buffer
	put := func(n uint64) { in.Write(le.AppendUint64(nil, n)) }
	give := func(table []byte, addrs ...uint64) {
		put(uint64(len(table)))
		in.Write(table)
		put(uint64(len(addrs)))
		for _, a := range addrs {
			put(a)
		}
	}
	var addrs []uint64
	for _, f := range list {
		name := strings.ReplaceAll(f.name, "é", "??")
		addrs = append(addrs, f.addr, f.end-1)
		fmt.Fprintf(&want, "%s+0\n%s+%d\n", name, name, f.end-1-f.addr)
	}
	give(table, append(addrs, 0, 5, list[0].addr-1, list[len(list)-1].end, 1<<63)...)
	want.WriteString("-\n-\n-\n-\n-\n")
	give(emptyTable(), 0, 0x200000)
	want.WriteString("-\n-\n")
	good := want.Len()

	r := rand.New(rand.NewSource(1))
	for range 3000 {
		bad := bytes.Clone(table)
		for range 1 + r.Intn(4) {
			at := r.Intn(len(bad))
			if r.Intn(2) == 0 {
				at = r.Intn(400) // header, dictionary, index
			}
			bad[at] = byte(r.Intn(256))
		}
		le.PutUint32(bad[4:], uint32(len(bad))) // only this one is sure: it bounds the memory
		give(bad, addrs[r.Intn(len(addrs))], addrs[r.Intn(len(addrs))], r.Uint64())
	}
	cmd := exec.Command(reader)
	cmd.Stdin = &in
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("reader: %v\n%s", err, &errs)
	}
	if out.Len() < good || !bytes.Equal(out.Bytes()[:good], want.Bytes()) {
		t.Errorf("it prints\n%s\nwant\n%s", out.Bytes()[:min(out.Len(), good)], &want)
	}
}
