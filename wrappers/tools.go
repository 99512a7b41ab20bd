// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// find is the build machine's tool of that name: the first in PATH that is
// not a wrapper, or one in the usual folders.
func (t *tool) find(name string) (string, error) {
	dirs := filepath.SplitList(getenv(t.env, "PATH"))
	for _, dir := range append(dirs, "/usr/bin", "/bin", "/usr/local/bin") {
		if !filepath.IsAbs(dir) {
			continue
		}
		if p := filepath.Join(dir, name); executable(p) && !isWrapper(p) {
			return p, nil
		}
	}
	err := errorf(name, ": not found on this machine")
	if p := packageOf(name); p != "" {
		return "", hint(err, "install it: apt-get install ", p)
	}
	return "", err
}

// isWrapper tells whether path ends at one of our own wrappers, or at a
// compiler cache that would look for the compiler in PATH again and find us.
func isWrapper(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return true
	}
	switch filepath.Base(real) {
	case "unicore-tool", "ccache", "sccache", "distcc", "icecc":
		return true
	}
	switch dir := filepath.Dir(real); filepath.Base(dir) {
	case "bin", "plain", "libexec": // an SDK unpacked without links
		return exists(filepath.Dir(dir)+"/libexec/unicore-tool") && exists(filepath.Dir(dir)+"/share/sdk.json")
	}
	return false
}

// packageOf names the Debian package that has a tool.
func packageOf(name string) string {
	switch {
	case strings.HasPrefix(name, "clang"):
		return "clang"
	case strings.HasPrefix(name, "g++"), name == "c++":
		return "g++"
	case strings.HasPrefix(name, "gcc"), name == "cc", name == "cpp":
		return "gcc"
	case strings.HasPrefix(name, "pkg"):
		return "pkg-config"
	}
	for _, n := range names {
		if n == name {
			return "binutils"
		}
	}
	return ""
}

// besideGCC runs gcc-ar and its like: those that belong to the compiler.
func (t *tool) besideGCC(args []string) (int, error) {
	c, err := t.chooseCompiler()
	if err != nil {
		return 0, err
	}
	if !c.clang {
		dir, base := filepath.Split(c.path)
		if p := dir + strings.Replace(base, "gcc", t.name, 1); executable(p) && !isWrapper(p) {
			return 0, t.exec(p, args)
		}
	}
	p, err := t.find(t.name)
	if err != nil { // without gcc: the plain tool, which loads plugins itself
		if p, err = t.find(strings.TrimPrefix(t.name, "gcc-")); err != nil {
			return 0, err
		}
	}
	return 0, t.exec(p, args)
}

// exec becomes the real tool.
func (t *tool) exec(path string, args []string) error {
	argv := append([]string{path}, args...)
	t.show(argv)
	err := syscall.Exec(path, argv, t.env)
	return startError(path, err)
}

func startError(path string, err error) error {
	if errors.Is(err, syscall.E2BIG) {
		return hint(errorf(path, ": the command line is too long"), "put arguments into a file and name it: @FILE")
	}
	return errorf(path, ": ", err.Error())
}

// spawn runs the real tool and returns its exit status; what it prints goes
// to stdout and stderr.
func (t *tool) spawn(path string, args []string, stdout, stderr *os.File) (int, error) {
	p, err := t.start(path, args, stdout, stderr)
	if err != nil {
		return 0, err
	}
	return wait(p)
}

// start starts the real tool; outputs are its files from 1 on.
func (t *tool) start(path string, args []string, outputs ...*os.File) (*os.Process, error) {
	argv := append([]string{path}, args...)
	t.show(argv)
	p, err := os.StartProcess(path, argv, &os.ProcAttr{
		Env: t.env, Files: append([]*os.File{cmp.Or(t.stdin, os.Stdin)}, outputs...),
		// Who ends the wrapper means the tool, which would write its output afterwards.
		Sys: &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM},
	})
	if err != nil {
		var pe *os.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, startError(path, err)
	}
	return p, nil
}

func wait(p *os.Process) (int, error) {
	st, err := p.Wait()
	if err != nil {
		return 0, err
	}
	if ws, ok := st.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal()), nil
	}
	return st.ExitCode(), nil
}

// capture runs the real tool and returns what it printed.
func (t *tool) capture(path string, args []string, more ...*os.File) (string, int, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", 0, err
	}
	p, err := t.start(path, args, append([]*os.File{w, os.Stderr}, more...)...)
	w.Close()
	if err != nil {
		r.Close()
		return "", 0, err
	}
	out := readAll(r)
	code, err := wait(p)
	return string(out), code, err
}

func readAll(r *os.File) []byte {
	defer r.Close()
	var out []byte
	buf := make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		out = append(out, buf[:n]...)
		if err != nil {
			return out
		}
	}
}

// show prints the real command when the user wants to see it.
func (t *tool) show(argv []string) {
	switch getenv(t.env, "UNICORE_VERBOSE") {
	case "", "0":
		return
	}
	var b strings.Builder
	for i, a := range argv {
		if i > 0 {
			b.WriteString("    ")
		}
		b.WriteString(a)
		b.WriteByte('\n')
	}
	os.Stderr.WriteString(b.String())
}

func getenv(env []string, name string) string {
	for _, e := range env {
		if len(e) > len(name) && e[len(name)] == '=' && e[:len(name)] == name {
			return e[len(name)+1:]
		}
	}
	return ""
}

// setenv replaces or adds a variable.
func setenv(env []string, name, value string) []string {
	for i, e := range env {
		if strings.HasPrefix(e, name+"=") {
			env[i] = name + "=" + value
			return env
		}
	}
	return append(env, name+"="+value)
}
