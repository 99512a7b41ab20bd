// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"path/filepath"
	"strings"
)

// answer answers an option that asks the compiler about itself, where what
// the real one says would be about the build machine.
func (t *tool) answer(c realCompiler, r *ccArgs) (int, error) {
	q := strings.TrimPrefix(r.query, "-")
	switch q = strings.TrimPrefix(q, "-"); q {
	case "dumpmachine", "print-target-triple", "print-effective-triple":
		return t.print(t.sdk.triplet() + "\n")
	case "print-multiarch":
		return t.print("\n")
	}
	out, code, err := t.capture(c.path, append(t.flags(c, r), r.args...))
	if err != nil || code != 0 {
		os.Stdout.WriteString(out)
		return code, err
	}
	switch {
	case q == "version":
		// For compiler caches, which take the output for the compiler's identity.
		out = strings.TrimRight(out, "\n") + "\n\nunicore SDK " + t.sdkName() + "\n"
	case q == "print-search-dirs":
		out = t.searchDirs(out)
	case strings.HasPrefix(q, "print-file-name="):
		if p := strings.TrimSuffix(out, "\n"); !t.ours(p) {
			out = q[len("print-file-name="):] + "\n"
		}
	}
	return t.print(out)
}

func (t *tool) print(s string) (int, error) {
	_, err := os.Stdout.WriteString(s)
	if err != nil {
		return 1, errorf("standard output: ", err.Error())
	}
	return 0, nil
}

// sdkName is the SDK's identity.
func (t *tool) sdkName() string {
	v, err := t.sdk.describe()
	if err != nil {
		return "?"
	}
	return v.get("target").text + "-" + v.get("hash").text
}

// searchDirs keeps of gcc's answer the folders where libraries of the target
// are: libtool believes it.
func (t *tool) searchDirs(out string) string {
	lines := strings.SplitAfter(out, "\n")
	for i, l := range lines {
		dirs, ok := strings.CutPrefix(strings.TrimSuffix(l, "\n"), "libraries: =")
		if !ok {
			continue
		}
		var keep []string
		for _, d := range filepath.SplitList(dirs) {
			if t.ours(d) {
				keep = append(keep, d)
			}
		}
		lines[i] = "libraries: =" + strings.Join(keep, ":") + "\n"
	}
	return strings.Join(lines, "")
}

// ours tells whether a path that the compiler found is the SDK's or the
// compiler's own, as libgcc.a is.
func (t *tool) ours(path string) bool {
	if !filepath.IsAbs(path) {
		return true
	}
	path = filepath.Clean(path)
	return below(path, t.sdk.root) || strings.Contains(path+"/", "/gcc/") || strings.Contains(path+"/", "/clang/")
}
