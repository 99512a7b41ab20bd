// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import "strings"

// pkgConfig runs pkg-config on the SDK's libraries only. Folders that the user
// names are searched too unless they are the build machine's.
func (t *tool) pkgConfig(args []string) (int, error) {
	path, err := t.find("pkg-config")
	if err != nil {
		p, err2 := t.find("pkgconf")
		if err2 != nil {
			return 0, err
		}
		path = p
	}
	s := t.sdk
	libdir := s.lib() + "/pkgconfig:" + s.sysroot() + "/usr/share/pkgconfig"
	g := t.guard()
	var env []string
	for _, e := range t.env {
		name, value, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, "PKG_CONFIG_") {
			env = append(env, e)
			continue
		}
		switch name {
		case "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR", "PKG_CONFIG_SYSTEM_INCLUDE_PATH",
			"PKG_CONFIG_SYSTEM_LIBRARY_PATH":
			continue
		case "PKG_CONFIG_PATH":
			if value, err = pkgPath(g, value); err != nil {
				return 0, err
			}
		}
		env = append(env, name+"="+value)
	}
	t.env = append(env, "PKG_CONFIG_LIBDIR="+libdir, "PKG_CONFIG_SYSROOT_DIR="+s.sysroot(),
		"PKG_CONFIG_SYSTEM_INCLUDE_PATH=/usr/include:"+s.include(),
		"PKG_CONFIG_SYSTEM_LIBRARY_PATH=/usr/lib:"+s.lib())
	return 0, t.exec(path, append([]string{"--static"}, args...))
}

// pkgPath drops the build machine's folders, among them /usr/share/pkgconfig.
func pkgPath(g *guard, value string) (string, error) {
	var keep []string
	for p := range strings.SplitSeq(value, ":") {
		if p == "" {
			continue
		}
		if below(p, "/usr/share/pkgconfig") || below(p, "/usr/local/share/pkgconfig") || g.belongs(p) {
			if err := g.refuse("PKG_CONFIG_PATH=" + p); err != nil {
				return "", err
			}
			continue
		}
		keep = append(keep, p)
	}
	return strings.Join(keep, ":"), nil
}
