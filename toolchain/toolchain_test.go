// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/tests/harness"
)

func TestParseTarget(t *testing.T) {
	got, err := ParseTarget("kvm-x86_64")
	if err != nil || got.Triplet() != "x86_64-unicore-linux-musl" || got.String() != "kvm-x86_64" {
		t.Errorf("got %v, %v", got, err)
	}
	for name, hint := range map[string]string{
		"kvm-x86-64":  "did you mean kvm-x86_64?",
		"kwm-x86_64":  "did you mean kvm-x86_64?",
		"":            "known targets: kvm-x86_64",
		"playstation": "known targets: kvm-x86_64",
	} {
		_, err := ParseTarget(name)
		if err == nil || !strings.Contains(HintOf(err), hint) {
			t.Errorf("%q: %v, hint %q; want a hint with %q", name, err, HintOf(err), hint)
		}
		if strings.Contains(hint, "known") && strings.Contains(HintOf(err), "mean") {
			t.Errorf("%q: a guess: %q", name, HintOf(err))
		}
	}
}

func TestHint(t *testing.T) {
	err := fmt.Errorf("outer: %w", Hint(os.ErrNotExist, "look %s", "there"))
	if !errors.Is(err, os.ErrNotExist) || HintOf(err) != "look there" || err.Error() != "outer: file does not exist" {
		t.Errorf("%v: hint %q", err, HintOf(err))
	}
	if Hint(nil, "x") != nil {
		t.Error("a hint made an error of nil")
	}
}

// fakeSDK makes a folder that passes for an SDK.
func fakeSDK(t *testing.T, dir string) SDK {
	t.Helper()
	for _, d := range []string{"bin", "plain", "share"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{MarkerFile, "bin/gcc", "plain/gcc"} {
		if err := os.WriteFile(filepath.Join(dir, f), nil, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return SDK{Root: dir, Target: targets[0]}
}

func TestFindTool(t *testing.T) {
	dir := t.TempDir()
	sdk := fakeSDK(t, filepath.Join(dir, "sdk"))
	host := filepath.Join(dir, "bin")
	if err := os.MkdirAll(filepath.Join(host, "gcc"), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", sdk.Bin()+":"+sdk.Plain()+":"+host)
	_, err := FindTool("gcc")
	if !errors.Is(err, ErrNotFound) || HintOf(err) != "apt-get install gcc" {
		t.Errorf("%v, hint %q", err, HintOf(err))
	}
	other := filepath.Join(dir, "other")
	os.Mkdir(other, 0o777)
	os.WriteFile(filepath.Join(other, "gcc"), nil, 0o777)
	t.Setenv("PATH", sdk.Bin()+":"+sdk.Plain()+":"+host+"::"+other)
	if got, err := FindTool("gcc"); err != nil || got != filepath.Join(other, "gcc") {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestVersionIn(t *testing.T) {
	for line, want := range map[string]string{
		"gcc (Debian 12.2.0-14+deb12u1) 12.2.0":                       "12.2.0",
		"GNU ld (GNU Binutils for Debian) 2.40":                       "2.40",
		"QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)": "7.2.22",
		"Debian clang version 14.0.6":                                 "14.0.6",
		"Debian LLD 14.0.6 (compatible with GNU linkers)":             "14.0.6",
		"xz (XZ Utils) 5.4.1":                                         "5.4.1",
		"GNU Make 4.3":                                                "4.3",
		"apt 2.6.1 (amd64)":                                           "2.6.1",
		"Ubuntu clang version 15.0.7-1":                               "15.0.7",
		"1.8.1":                                                       "1.8.1",
		"no number":                                                   "no number",
		"GNU gdb (Debian 13.1-3) 13.1":                                "13.1",
		"x86_64-linux-gnu-gcc-12 (Debian 12.2.0-14 (a) b) 12.2.0 20220819 (release)": "12.2.0",
	} {
		if got := versionIn(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// Values that shells are known to spoil.
var values = []string{
	"", "plain", "a b", "a  b   c", " lead", "trail ", "tab\there", "it's", `back\slash`, `"quoted"`,
	"$HOME `id` $(id)", "a*b?[cd]", "semi;colon & # hash", "~", "ü",
}

func TestRenderShells(t *testing.T) {
	for _, shell := range []string{"sh", "bash", "dash", "zsh", "fish", "busybox"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("%s: not installed", shell)
			continue
		}
		for _, form := range []string{`eval "$(cat env)"`, `eval $(cat env)`} {
			var vars []Var
			for i, v := range values {
				vars = append(vars, Var{Name: fmt.Sprintf("V%d", i), Value: v})
			}
			vars = append(vars, Var{Name: "GONE", Unset: true})
			format, script := "sh", form+`; printenv`
			if shell == "fish" {
				format, script = "fish", "eval (cat env); printenv"
			}
			text, err := Render(format, vars)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			// A file that a pattern left unquoted would match.
			os.WriteFile(filepath.Join(dir, "axbxc"), nil, 0o666)
			os.WriteFile(filepath.Join(dir, "env"), []byte(text), 0o666)
			args := []string{"-c", script}
			if shell == "busybox" {
				args = append([]string{"sh"}, args...)
			}
			cmd := exec.Command(path, args...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GONE=1")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v\n%s", shell, err, out)
			}
			got := "\n" + string(out)
			for _, v := range vars {
				if want := "\n" + v.Name + "=" + v.Value + "\n"; v.Unset == strings.Contains(got, want) {
					t.Errorf("%s: %s: %q differs", shell, form, v.Value)
				}
			}
			if strings.Contains(got, "\nGONE=") {
				t.Errorf("%s: %s: GONE is still there", shell, form)
			}
		}
	}
}

func TestRenderMake(t *testing.T) {
	harness.Require(t, "make")
	text, err := Render("make", []Var{{Name: "A", Value: `x$y #z  'q'`}, {Name: "B", Unset: true}})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("make", "-s", "-f", "-")
	cmd.Stdin = strings.NewReader(text + "all:\n\t@printenv A; printenv B || echo gone\n")
	cmd.Env = append(os.Environ(), "B=1")
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "x$y #z  'q'\ngone\n" {
		t.Errorf("%v: %q", err, out)
	}
}

func TestRenderRefuses(t *testing.T) {
	if _, err := Render("sh", []Var{{Name: "A", Value: "a\nb"}}); err == nil {
		t.Error("a line end was rendered")
	}
	if _, err := Render("csh", nil); err == nil || HintOf(err) == "" {
		t.Errorf("unknown format: %v", err)
	}
}

func TestEnv(t *testing.T) {
	dir := t.TempDir()
	old := fakeSDK(t, filepath.Join(dir, "old"))
	sdk := fakeSDK(t, filepath.Join(dir, "new"))
	path := "/usr/local/bin:" + old.Bin() + ":" + old.Plain() + ":/usr/bin"
	get := map[string]Var{}
	for _, v := range Env(sdk, EnvOptions{Path: path, HostCC: "/usr/bin/gcc"}) {
		if _, twice := get[v.Name]; twice {
			t.Errorf("%s is there twice", v.Name)
		}
		get[v.Name] = v
	}
	if got, want := get["PATH"].Value, sdk.Bin()+":"+sdk.Plain()+":/usr/local/bin:/usr/bin"; got != want {
		t.Errorf("PATH is %q, want %q", got, want)
	}
	if get["HOSTCC"].Value != "/usr/bin/gcc" || !get["CXX_FOR_BUILD"].Unset {
		t.Errorf("HOSTCC %v, CXX_FOR_BUILD %v", get["HOSTCC"], get["CXX_FOR_BUILD"])
	}
	for _, name := range []string{"CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "LIBS"} {
		if _, ok := get[name]; ok {
			t.Errorf("%s belongs to the application", name)
		}
	}
	for _, v := range UnsetEnv(sdk.Bin() + ":" + path) {
		if v.Name == "PATH" && v.Value != "/usr/local/bin:/usr/bin" {
			t.Errorf("PATH is not restored: %q", v.Value)
		} else if v.Name != "PATH" && !v.Unset {
			t.Errorf("%s is not removed", v.Name)
		}
	}
}

func TestConfigSiteLink(t *testing.T) {
	run := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", run)
	sdk := fakeSDK(t, filepath.Join(t.TempDir(), "a b", "kvm-1"))
	for range 2 {
		vars := Env(sdk, EnvOptions{})
		if err := ConfigSiteLink(vars); err != nil {
			t.Fatal(err)
		}
		for _, v := range vars {
			if v.Name == "CONFIG_SITE" {
				if at, _ := os.Readlink(v.Value); at != sdk.Share()+"/config.site" || !strings.HasPrefix(v.Value, run) {
					t.Errorf("%s leads to %q", v.Value, at)
				}
			}
		}
	}
}

func TestConfigSite(t *testing.T) {
	site := filepath.Join(t.TempDir(), "config.site")
	os.WriteFile(site, Files(targets[0])["config.site"], 0o666)
	for setting, want := range map[string]string{
		"":                               "x86_64-unicore-linux-musl no yes no",
		"enable_shared=yes":              "x86_64-unicore-linux-musl yes  no",
		"enable_static=no":               "x86_64-unicore-linux-musl  no no",
		"host_alias=h":                   "h no yes no",
		"ac_cv_func_fork_works=whatever": "x86_64-unicore-linux-musl no yes whatever",
	} {
		out, err := exec.Command("sh", "-euc", "set +u; "+setting+"\n. "+site+
			"\necho \"$host_alias ${enable_shared-} ${enable_static-} $ac_cv_func_fork_works\"").CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != want {
			t.Errorf("%s: %v: %q, want %q", setting, err, out, want)
		}
	}
}

func TestParseTargets(t *testing.T) {
	got, err := ParseTargets("xen-x86_64,kvm-x86_64")
	if err != nil || len(got) != 2 || got[0].Platform != "xen" || got[1].Platform != "kvm" {
		t.Errorf("%v, %v", got, err)
	}
	for _, list := range []string{"", ",", "kvm-x86_64,", "kvm-x86_64,kvm-x86_64", "kvm-x86_64 xen-x86_64"} {
		if got, err := ParseTargets(list); err == nil || HintOf(err) == "" {
			t.Errorf("%q: %v, %v", list, got, err)
		}
	}
}

// An environment for one target ends that for several.
func TestEnvAlso(t *testing.T) {
	a, b := SDK{Root: "/a", Target: Target{"kvm", "x86_64"}}, SDK{Root: "/b b", Target: Target{"xen", "x86_64"}}
	find := func(vars []Var, name string) Var {
		for _, v := range vars {
			if v.Name == name {
				return v
			}
		}
		return Var{}
	}
	both := Env(a, EnvOptions{Also: []SDK{b}})
	if v := find(both, "UNICORE_ALSO"); v.Value != "/b b" || v.Unset {
		t.Errorf("%+v", v)
	}
	if v := find(both, "UNICORE_TARGET"); v.Value != "kvm-x86_64,xen-x86_64" {
		t.Errorf("%+v", v)
	}
	for _, vars := range [][]Var{Env(a, EnvOptions{}), UnsetEnv("/bin")} {
		if v := find(vars, "UNICORE_ALSO"); !v.Unset {
			t.Errorf("%+v", v)
		}
	}
}
