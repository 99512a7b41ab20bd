// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"unicore/tests/harness"
	"unicore/toolchain"
)

// The test program serves as the killed build, too.
const childStore = "UNICORE_TEST_CHILD_STORE"

func TestMain(m *testing.M) {
	if store := os.Getenv(childStore); store != "" {
		o := Options{Target: testTarget, Store: store, Sources: []string{os.Getenv("UNICORE_TEST_SOURCES")}, Offline: true,
			ToolPath: os.Getenv("UNICORE_TEST_TOOL")}
		var err error
		if o.pool, err = loadPool(testPool(os.Getenv("UNICORE_TEST_SHA"),
			"sleep 30 & echo $! >\""+filepath.Join(store, "pid.new")+"\"; mv \""+filepath.Join(store, "pid.new")+"\" \""+filepath.Join(store, "pid")+"\"; wait\n")); err == nil {
			var p *Plan
			if p, err = NewPlan(context.Background(), o); err == nil {
				_, err = p.Build(context.Background())
			}
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// linksTo are the links of builds that lead into a store.
func linksTo(t *testing.T, store string) (list []string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(os.TempDir(), "unicore-build-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range found {
		if to, err := os.Readlink(link); err == nil && strings.HasPrefix(to, store+"/") {
			list = append(list, link)
		}
	}
	return list
}

func TestBuildCancelled(t *testing.T) {
	f := newFixture(t)
	pid := filepath.Join(filepath.Dir(f.Store), "pid")
	f.files = testPool(f.sha, "sleep 100 & echo $! >\""+pid+"\"; wait\n")
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for !exists(pid) {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(50 * time.Millisecond)
		cancel()
	}()
	if _, err := f.build(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	f.nothingHalfMade()
	// The grandchild went, too.
	gone(t, pid)
	f.files = testPool(f.sha, "")
	f.mustBuild()
}

// gone waits for the end of the process whose number is in the file.
func gone(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; exists("/proc/" + strings.TrimSpace(string(text))); i++ {
		status, _ := os.ReadFile("/proc/" + strings.TrimSpace(string(text)) + "/status")
		if strings.Contains(string(status), "State:\tZ") {
			break
		}
		if i > 100 {
			t.Fatal("a child lives on")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// unlocked waits until the last process of a group that is being killed has let
// go of the lock.
func unlocked(t *testing.T, file string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := 0; syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil; i++ {
		if i > 100 {
			t.Fatal("the lock is held on")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestBuildKilled(t *testing.T) {
	f := newFixture(t)
	// The link that such a name needs is left behind, too.
	f.Store = filepath.Join(filepath.Dir(f.Store), "a store")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), childStore+"="+f.Store, "UNICORE_TEST_SOURCES="+f.Sources[0],
		"UNICORE_TEST_TOOL="+f.ToolPath, "UNICORE_TEST_SHA="+f.sha)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	pid := filepath.Join(f.Store, "pid")
	for i := 0; !exists(pid); i++ {
		if i > 3000 {
			t.Fatal("the script does not start")
		}
		time.Sleep(10 * time.Millisecond)
	}
	child.Process.Signal(syscall.SIGKILL)
	child.Wait()
	left, _ := os.ReadDir(filepath.Join(f.Store, "tmp"))
	if links := linksTo(t, f.Store); len(left) != 1 || len(links) != 1 {
		t.Fatalf("the killed build left %v, %v", left, links)
	}
	// What the script had started ends, and the next build removes the rest.
	gone(t, pid)
	unlocked(t, filepath.Join(f.Store, "tmp", left[0].Name(), ".lock"))
	f.log.Reset()
	f.mustBuild()
	if strings.Contains(f.log.String(), "] base ") {
		t.Errorf("what was finished is built again: %s", f.log)
	}
	f.nothingHalfMade()
	if links := linksTo(t, f.Store); len(links) > 0 {
		t.Errorf("left behind: %v", links)
	}
}

func TestBuildDiskFull(t *testing.T) {
	if !harness.Namespace(t, "fulldisk", syscall.CLONE_NEWNS) {
		return
	}
	f := newFixture(t)
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(f.Store, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", f.Store, "tmpfs", 0, "size=256k"); err != nil {
		t.Fatal("cannot mount a small file system:", err)
	}
	defer syscall.Unmount(f.Store, 0)
	_, err := f.build(context.Background())
	if err == nil || !strings.Contains(err.Error(), "no space left for the SDK in "+f.Store) {
		t.Fatalf("got %v", err)
	}
	if hint := toolchain.HintOf(err); !strings.Contains(hint, "UNICORE_STORE") {
		t.Errorf("hint: %s", hint)
	}
	f.nothingHalfMade()
	if left, _ := os.ReadDir(filepath.Join(f.Store, "sdk")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
