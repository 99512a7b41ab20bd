// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"path/filepath"
	"slices"
	"strings"
)

// search finds libraries as the linker does, and collects what the shared
// ones among them depend on.
type search struct {
	dirs []string // -L, then the sysroot's
	more []string // where else dependencies may be: -rpath-link and so on
	seen []string // shared libraries noted, in order
}

func (t *tool) search(r *ldArgs) *search {
	return &search{dirs: append(slices.Clone(r.dirs), t.sdk.lib()), more: r.rpath}
}

// library is the file that -lNAME means, "" when there is none.
func (s *search) library(name string, static bool, dirs []string) string {
	candidates := []string{"lib" + name + ".so", "lib" + name + ".a"}
	if file, ok := strings.CutPrefix(name, ":"); ok {
		candidates = []string{file}
	} else if static {
		candidates = candidates[1:]
	}
	for _, d := range dirs {
		for _, c := range candidates {
			p := filepath.Join(d, c)
			if !exists(p) {
				continue
			}
			if strings.HasSuffix(c, ".so") && isDynamic(p) {
				continue // a real one; the linker would pass it by as well
			}
			return p
		}
	}
	return ""
}

// shared is the archive that stands for the shared library -lNAME, "" when
// the linker shall look itself.
func (s *search) shared(name string, static bool) string {
	p := s.library(name, static, s.dirs)
	if p == "" {
		return ""
	}
	if _, ok := sharedDeps(p); !ok {
		return ""
	}
	return p
}

// note remembers an input if it is a shared library.
func (s *search) note(file string) {
	if slices.Contains(s.seen, file) {
		return
	}
	if _, ok := sharedDeps(file); ok {
		s.seen = append(s.seen, file)
	}
}

// closure is every shared library noted and all that they depend on: the
// order on the command line does not matter for those.
func (s *search) closure() ([]string, error) {
	for i := 0; i < len(s.seen); i++ {
		if len(s.seen) > 10000 {
			return nil, errorf(s.seen[i], ": too many dependencies")
		}
		deps, _ := sharedDeps(s.seen[i])
		dirs := append(slices.Clone(s.dirs), s.more...)
		dirs = append(dirs, filepath.Dir(s.seen[i]))
		for _, d := range deps {
			if dir, ok := strings.CutPrefix(d, "dir "); ok {
				dirs = append(dirs, dir)
			}
		}
		for _, d := range deps {
			name, ok := strings.CutPrefix(d, "lib ")
			if !ok {
				continue
			}
			p := s.library(name, false, dirs)
			if p == "" {
				return nil, hint(errorf(s.seen[i], ": needs -l", name, ", which is not found"),
					"give its folder: -L or -Wl,-rpath-link,")
			}
			if !slices.Contains(s.seen, p) {
				s.seen = append(s.seen, p)
			}
		}
	}
	return s.seen, nil
}
