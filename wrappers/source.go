// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"embed"
	"io"
	"io/fs"
	"strings"
)

// SourceOption asks the wrapper binary, under its own name, for its source.
const SourceOption = "--source"

// source is what the wrapper binary is made of: the identity of an SDK comes
// from it. The bytes of the binary tell where it was built as well.
//
//go:embed *.go bake/*.go part/*.go
var source embed.FS

// writeSource writes all files, each behind its name.
func writeSource(w io.Writer) error {
	return fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := source.ReadFile(name)
		if err == nil {
			_, err = io.WriteString(w, "\n-- "+name+" --\n"+string(text))
		}
		return err
	})
}
