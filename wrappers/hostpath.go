// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"path/filepath"
	"strings"
)

// hostFolders are where the build machine keeps its own headers and libraries.
var hostFolders = []string{
	"/usr/include", "/usr/local/include", "/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/libx32",
	"/usr/local/lib", "/usr/local/lib64", "/lib", "/lib64", "/lib32", "/libx32",
}

// guard keeps the build machine's paths out of a command.
type guard struct {
	root   string // of the SDK
	strict bool   // an error instead of a warning
	cwd    string // found when needed
}

func (t *tool) guard() *guard {
	return &guard{root: t.sdk.root, strict: getenv(t.env, "UNICORE_HOST_PATHS") == "error"}
}

// belongs tells whether path is the build machine's: in one of its folders
// after following links, and neither in the SDK nor in the tree that is being
// built, which may lie below /usr/lib as anywhere else.
func (g *guard) belongs(path string) bool {
	if path == "" {
		return false
	}
	if !filepath.IsAbs(path) {
		if !strings.Contains(path, "..") && !isLink(path) {
			return false
		}
		path = filepath.Join(g.here(), path)
	}
	path = filepath.Clean(path)
	if g.host(path) {
		return true
	}
	real, err := filepath.EvalSymlinks(path)
	return err == nil && real != path && g.host(real)
}

func isLink(path string) bool {
	fi, err := os.Lstat(path)
	return err == nil && fi.Mode()&os.ModeSymlink != 0
}

func (g *guard) host(path string) bool {
	if below(path, g.root) {
		return false
	}
	for _, h := range hostFolders {
		if !below(path, h) {
			continue
		}
		first, _, _ := strings.Cut(strings.TrimPrefix(path[len(h):], "/"), "/")
		return first == "" || !below(g.here(), h+"/"+first)
	}
	return false
}

// here is the working folder.
func (g *guard) here() string {
	if g.cwd == "" {
		if wd, err := os.Getwd(); err == nil {
			g.cwd = wd
			if real, err := filepath.EvalSymlinks(wd); err == nil {
				g.cwd = real
			}
		} else {
			g.cwd = "/"
		}
	}
	return g.cwd
}

// below tells whether path is dir or inside it; both are clean.
func below(path, dir string) bool {
	return strings.HasPrefix(path, dir) && (len(path) == len(dir) || path[len(dir)] == '/')
}

// refuse answers an option that names a path of the build machine: a warning
// that it was dropped, or the error that the user asked for.
func (g *guard) refuse(option string) error {
	if g.strict {
		return hint(errorf(option, ": belongs to the build machine"),
			"remove it; UNICORE_HOST_PATHS=error makes this an error")
	}
	warn("dropped ", option, ": it belongs to the build machine")
	return nil
}

// list drops the build machine's folders from a list as in CPATH.
func (g *guard) list(name, value string) (string, error) {
	kept := strings.Split(value, ":")
	n := 0
	for _, p := range kept {
		if g.belongs(p) {
			if err := g.refuse(name + "=" + p); err != nil {
				return "", err
			}
			continue
		}
		kept[n] = p
		n++
	}
	return strings.Join(kept[:n], ":"), nil
}
