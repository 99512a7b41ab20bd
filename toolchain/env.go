// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Var is one variable of the environment.
type Var struct {
	Name  string
	Value string
	Unset bool // remove it instead
}

// EnvOptions are what an environment depends on besides the SDK.
type EnvOptions struct {
	Path    string // PATH to put the SDK's folders in front of
	HostCC  string // the build machine's C compiler, absolute
	HostCXX string // its C++ compiler; empty when there is none
	Also    []SDK  // images are linked for their targets, too
}

// Env returns the variables that make an application's own build use sdk, in
// the order in which they are to be printed.
//
// There is no CFLAGS or LDFLAGS among them: those belong to the application.
// The tools are bare names found through PATH, since CC with a path that has a
// blank in it works nowhere.
func Env(sdk SDK, o EnvOptions) []Var {
	targets, also := []string{sdk.Target.String()}, []string{}
	for _, other := range o.Also {
		targets, also = append(targets, other.Target.String()), append(also, other.Root)
	}
	vars := []Var{
		{Name: "UNICORE_TARGET", Value: strings.Join(targets, ",")},
		{Name: "UNICORE_SDK", Value: sdk.Root},
		{Name: "UNICORE_ALSO", Value: strings.Join(also, ":"), Unset: len(also) == 0},
		{Name: "CROSS_COMPILE", Value: sdk.Target.Triplet() + "-"},
	}
	for _, t := range [][2]string{
		{"CC", "gcc"}, {"CXX", "g++"}, {"CPP", "cpp"}, {"LD", "ld"}, {"AR", "ar"}, {"AS", "as"},
		{"NM", "nm"}, {"RANLIB", "ranlib"}, {"STRIP", "strip"}, {"OBJCOPY", "objcopy"},
		{"OBJDUMP", "objdump"}, {"READELF", "readelf"}, {"PKG_CONFIG", "pkg-config"},
	} {
		vars = append(vars, Var{Name: t[0], Value: sdk.Tool(t[1])})
	}
	for _, t := range [][2]string{
		{"CC_FOR_BUILD", o.HostCC}, {"BUILD_CC", o.HostCC}, {"HOSTCC", o.HostCC},
		{"CXX_FOR_BUILD", o.HostCXX}, {"HOSTCXX", o.HostCXX},
	} {
		vars = append(vars, Var{Name: t[0], Value: t[1], Unset: t[1] == ""})
	}
	return append(vars,
		Var{Name: "PKG_CONFIG_LIBDIR", Value: sdk.Lib() + "/pkgconfig:" + sdk.Sysroot() + "/usr/share/pkgconfig"},
		Var{Name: "PKG_CONFIG_SYSROOT_DIR", Value: sdk.Sysroot()},
		Var{Name: "PKG_CONFIG_PATH"},
		Var{Name: "CONFIG_SITE", Value: filepath.Join(sdk.Share(), "config.site")},
		Var{Name: "CMAKE_TOOLCHAIN_FILE", Value: filepath.Join(sdk.Share(), "toolchain.cmake")},
		Var{Name: "PATH", Value: strings.Join(append([]string{sdk.Bin(), sdk.Plain()}, withoutSDKs(o.Path)...), ":")},
	)
}

// UnsetEnv returns what undoes Env: PATH as it was, everything else gone.
func UnsetEnv(path string) []Var {
	vars := Env(SDK{Target: Target{}}, EnvOptions{})
	for i := range vars {
		vars[i].Value, vars[i].Unset = "", true
	}
	last := &vars[len(vars)-1]
	last.Value, last.Unset = strings.Join(withoutSDKs(path), ":"), false
	return vars
}

// withoutSDKs splits path and drops the folders of every SDK, so that a
// second eval does not stack up, nor leave another target's tools behind.
func withoutSDKs(path string) []string {
	var keep []string
	for _, dir := range filepath.SplitList(path) {
		if !inSDK(dir) {
			keep = append(keep, dir)
		}
	}
	return keep
}

// ConfigSiteLink makes CONFIG_SITE usable when the SDK's path has a blank in
// it: autoconf 2.71 takes the variable for a list, autoconf 2.69 for one name,
// so no quoting satisfies both. It puts a link without blanks into a folder of
// the user's own and points the variable there.
func ConfigSiteLink(vars []Var) error {
	for i := range vars {
		v := &vars[i]
		if v.Name != "CONFIG_SITE" || !strings.ContainsAny(v.Value, " \t") {
			continue
		}
		dir, err := privateDir()
		if err != nil {
			return err
		}
		// The folder that holds share/ is named by the hash of the SDK.
		link := filepath.Join(dir, filepath.Base(filepath.Dir(filepath.Dir(v.Value)))+".site")
		if at, err := os.Readlink(link); err != nil || at != v.Value {
			tmp := fmt.Sprintf("%s.%d", link, os.Getpid())
			if err := os.Symlink(v.Value, tmp); err != nil {
				return fmt.Errorf("config.site: %w", err)
			}
			if err := os.Rename(tmp, link); err != nil {
				os.Remove(tmp)
				return fmt.Errorf("config.site: %w", err)
			}
		}
		v.Value = link
	}
	return nil
}

// privateDir returns a folder that only this user can write, without a blank
// in its path.
func privateDir() (string, error) {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) && !strings.ContainsAny(dir, " \t\n") {
		dir = filepath.Join(dir, "unicore")
		if err := os.MkdirAll(dir, 0o700); err == nil {
			return dir, nil
		}
	}
	dir := fmt.Sprintf("/tmp/unicore-%d", os.Getuid())
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return "", err
	}
	fi, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if !fi.IsDir() || fi.Mode().Perm()&0o022 != 0 || !ownedByUs(fi) {
		return "", Hint(fmt.Errorf("%s: is not a folder of this user alone", dir), "remove it, or set XDG_RUNTIME_DIR")
	}
	return dir, nil
}
