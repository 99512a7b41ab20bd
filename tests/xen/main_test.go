// SPDX-License-Identifier: BSD-3-Clause

// Package xen boots images under the real Xen hypervisor: all tests share one
// emulated machine (platforms/xenbed), in which each has guests of its own.
package xen

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"unicore/platforms/xenbed"
	"unicore/sysroot"
	"unicore/tests/harness"
)

var (
	shared    *xenbed.Bed
	sharedErr error
	boot      sync.Once
	log       console // of the hypervisor and dom0
)

func TestMain(m *testing.M) {
	harness.Use("xen-x86_64,xen-hvm-x86_64")
	status := m.Run()
	if shared != nil {
		shared.Close()
	}
	os.Exit(status)
}

// bed returns the machine of all tests.
func bed(t *testing.T) *xenbed.Bed {
	t.Helper()
	boot.Do(func() {
		o := xenbed.Options{HVM: true, Guests: 3 << 30, Files: 512 << 20, CPUs: 2, Log: &log}
		o.SDK.Reporter = sysroot.NewReporter(os.Stderr, false, false)
		// Its life is longer than that of the test that needs it first.
		shared, sharedErr = xenbed.Start(context.Background(), o)
	})
	if sharedErr != nil {
		t.Fatal(sharedErr)
	}
	return shared
}

// output runs a script in dom0 and returns what it prints.
func output(t *testing.T, script string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	text, err := bed(t).Output(ctx, script)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
