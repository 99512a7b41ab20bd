// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// Exports are what a program links a library for, as its folder says: functions
// and variables by their names in objects, archives and headers by their places in a
// sysroot. With them a link or a compilation that lacks an unselected library is
// explained, which nobody built.
type Exports struct {
	Symbols  []string
	Archives []string
	Headers  []string // below usr/include
}

var (
	exportForm  = regexp.MustCompile(`^[A-Za-z_.$][A-Za-z0-9_.$]*$`)
	headerPath  = regexp.MustCompile(`^usr/include/([A-Za-z0-9_+-][A-Za-z0-9._+-]*(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*)*)$`)
	archivePath = regexp.MustCompile(`^usr/lib/lib[A-Za-z0-9._+-]+\.a$`)
)

// Exports reads the library's ExportsFile: a name a line, and comments. A
// library need not have one.
func (l *Library) Exports() (x Exports, err error) {
	text, err := fs.ReadFile(l.FS, ExportsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return x, nil
	}
	file := path.Join(l.From, ExportsFile)
	if err != nil {
		return x, fmt.Errorf("pools: %s: %w", file, err)
	}
	if l.Build.Kind != Script {
		return x, fmt.Errorf("pools: %s: is for kind script, not %s", file, l.Build.Kind)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		name := strings.TrimSpace(line)
		switch {
		case name == "" || name[0] == '#':
		case archivePath.MatchString(name):
			x.Archives = append(x.Archives, name)
		case headerPath.MatchString(name):
			x.Headers = append(x.Headers, strings.TrimPrefix(name, "usr/include/"))
		case exportForm.MatchString(name):
			x.Symbols = append(x.Symbols, name)
		default:
			return x, fmt.Errorf("pools: %s:%d: %q is neither the name of a function nor usr/lib/libNAME.a nor usr/include/HEADER", file, n, name)
		}
	}
	return x, nil
}
