// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"path/filepath"
	"strings"
)

// sdk is the SDK that the wrapper is part of.
type sdk struct {
	root string // absolute, without symbolic links
}

// findSDK takes the SDK from where the program's own file is: in a folder just
// below its root. Neither PATH nor the environment matter, so that the tools
// work through links from anywhere and wherever the SDK is moved.
func findSDK(arg0 string) (sdk, error) {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		// No /proc, as in some build chroots.
		if self, err = lookup(arg0); err == nil {
			self, err = filepath.EvalSymlinks(self)
		}
		if err == nil {
			self, err = filepath.Abs(self)
		}
		if err != nil {
			return sdk{}, hint(errorf(arg0, ": cannot tell which SDK this is part of: ", err.Error()), "mount /proc")
		}
	}
	return sdk{filepath.Dir(filepath.Dir(self))}, nil
}

// lookup is the file that a shell would run for name.
func lookup(name string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if p := filepath.Join(dir, name); executable(p) {
			return p, nil
		}
	}
	return "", os.ErrNotExist
}

func executable(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.Mode().IsRegular() && fi.Mode()&0o111 != 0
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (s sdk) libexec() string { return s.root + "/libexec" }
func (s sdk) sysroot() string { return s.root + "/sysroot" }
func (s sdk) lib() string     { return s.root + "/sysroot/usr/lib" }
func (s sdk) include() string { return s.root + "/sysroot/usr/include" }
func (s sdk) kernel() string  { return s.root + "/sysroot/usr/lib/unicore" }
func (s sdk) share() string   { return s.root + "/share" }

// describe reads share/sdk.json.
func (s sdk) describe() (value, error) {
	text, err := os.ReadFile(s.share() + "/sdk.json")
	if err != nil {
		return value{}, errorf("SDK: ", err.Error())
	}
	v, err := parseJSON(text)
	if err != nil {
		return value{}, errorf(s.share(), "/sdk.json: ", err.Error())
	}
	return v, nil
}

// triplet is the target's GNU name.
func (s sdk) triplet() string {
	if v, err := s.describe(); err == nil {
		if t := v.get("triplet").text; t != "" {
			return t
		}
	}
	return "x86_64" + strings.TrimSuffix(vendorOS, "-")
}
