// SPDX-License-Identifier: BSD-3-Clause

// Package harness lets tests use unicore as a user does: it builds the
// commands, takes the environment of an SDK, compiles programs with it and
// runs images.
package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Target is the target that most tests boot.
const Target = "kvm-x86_64"

// targets are those whose environment Env returns.
var targets = Target

// Use makes images for other targets, separated by commas. It is to be called
// before any test runs.
func Use(list string) { targets = list }

// Root returns the folder of the checkout.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the working directory")
		}
	}
}

var (
	binOnce sync.Once
	binDir  string
	binErr  error
)

// Bin returns the folder that holds the built commands: UNICORE_BIN, or one
// built for this test process.
func Bin(t testing.TB) string {
	t.Helper()
	binOnce.Do(func() {
		if binDir = os.Getenv("UNICORE_BIN"); binDir != "" {
			return
		}
		if binDir, binErr = os.MkdirTemp("", "unicore-bin-"); binErr != nil {
			return
		}
		cmd := exec.Command("go", "build", "-o", binDir, "./cmd/...")
		cmd.Dir = Root(t)
		if out, err := cmd.CombinedOutput(); err != nil {
			binErr = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if binErr != nil {
		t.Fatal(binErr)
	}
	return binDir
}

// Unicore returns the path of the unicore command.
func Unicore(t testing.TB) string { return filepath.Join(Bin(t), "unicore") }

var (
	envMu sync.Mutex
	envs  = map[string][]string{} // by target and selection
)

// Env returns EnvFor the test's targets.
func Env(t testing.TB) []string {
	t.Helper()
	return EnvFor(t, targets)
}

// EnvFor returns the environment of this process with the SDK's variables set,
// as after `eval $(unicore env TARGET)`. It builds the SDK when there is none.
func EnvFor(t testing.TB, target string) []string {
	t.Helper()
	return EnvOf(t, target, "")
}

// EnvOf does so with a selection of libraries: the file's name, or "" for the
// one that counts here.
func EnvOf(t testing.TB, target, selection string) []string {
	t.Helper()
	tool := Unicore(t)
	envMu.Lock()
	defer envMu.Unlock()
	key := target + " " + selection
	if env := envs[key]; env != nil {
		return env
	}
	cmd := exec.Command(tool, "env", target, "--format", "json")
	if selection != "" {
		cmd.Args = append(cmd.Args, "--config", selection)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("unicore env: %v\n%s", err, &stderr)
	}
	vars := map[string]string{}
	if err := json.Unmarshal(out, &vars); err != nil {
		t.Fatal(err)
	}
	var env []string
	for _, kv := range os.Environ() {
		k, _, _ := strings.Cut(kv, "=")
		if _, ours := vars[k]; !ours {
			env = append(env, kv)
		}
	}
	for k, v := range vars {
		env = append(env, k+"="+v)
	}
	envs[key] = env
	return env
}

// Getenv returns the value of a variable of the SDK's environment.
func Getenv(t testing.TB, name string) string {
	t.Helper()
	return value(Env(t), name)
}

func value(env []string, name string) string {
	for _, kv := range env {
		if k, v, _ := strings.Cut(kv, "="); k == name {
			return v
		}
	}
	return ""
}

// Command returns a command to be run in dir with the SDK's environment; its
// name is looked up in the SDK's PATH.
func Command(t testing.TB, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	return command(Env(t), dir, name, args...)
}

func command(env []string, dir, name string, args ...string) *exec.Cmd {
	path := name
	if !strings.Contains(name, "/") {
		for _, d := range filepath.SplitList(value(env, "PATH")) {
			if fi, err := os.Stat(filepath.Join(d, name)); err == nil && fi.Mode()&0o111 != 0 && !fi.IsDir() {
				path = filepath.Join(d, name)
				break
			}
		}
	}
	cmd := exec.Command(path, args...)
	cmd.Args[0] = name
	cmd.Dir = dir
	cmd.Env = env
	return cmd
}

// Compile compiles and links sources into an image in the test's own folder.
func Compile(t testing.TB, flags []string, sources ...string) string {
	t.Helper()
	return CompileFor(t, targets, flags, sources...)
}

// CompileFor does so with another target's SDK.
func CompileFor(t testing.TB, target string, flags []string, sources ...string) string {
	t.Helper()
	return CompileIn(t, EnvFor(t, target), flags, sources...)
}

// CompileIn does so in an environment.
func CompileIn(t testing.TB, env []string, flags []string, sources ...string) string {
	t.Helper()
	image := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(sources[0]), filepath.Ext(sources[0])))
	args := append([]string{"-O2", "-o", image}, sources...)
	cmd := command(env, "", "cc", append(args, flags...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cc %s: %v\n%s", strings.Join(cmd.Args[1:], " "), err, out)
	}
	return image
}

// Result is what a finished run left.
type Result struct {
	Status  int    // exit status of `unicore run` (or of the program itself)
	Console string // its standard output, carriage returns removed
	Stderr  string
}

// Run runs an image with `unicore run OPTIONS… image -- ARGS…`.
func Run(t testing.TB, limit time.Duration, options []string, image string, args ...string) Result {
	t.Helper()
	argv := append([]string{"run"}, options...)
	argv = append(argv, image)
	if len(args) > 0 {
		argv = append(append(argv, "--"), args...)
	}
	return Exec(t, limit, exec.Command(Unicore(t), argv...))
}

// Exec runs cmd, which must end within limit.
func Exec(t testing.TB, limit time.Duration, cmd *exec.Cmd) Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := context.AfterFunc(ctx, func() { cmd.Process.Signal(syscall.SIGTERM) })
	defer stop()
	err := cmd.Wait()
	res := Result{
		Console: strings.ReplaceAll(out.String(), "\r", ""),
		Stderr:  errs.String(),
	}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		t.Fatalf("%s: not done after %v\n%s%s", filepath.Base(cmd.Path), limit, res.Console, res.Stderr)
	case errors.As(err, &exit):
		if res.Status = exit.ExitCode(); res.Status < 0 {
			if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
				res.Status = 128 + int(ws.Signal())
			}
		}
	case err != nil:
		t.Fatal(err)
	}
	return res
}
