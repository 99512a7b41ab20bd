// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Lock waits until nobody else has the file locked; waiting, which may be nil, is called
// once when that takes more than a second. The lock ends when the file is closed.
func Lock(ctx context.Context, f *os.File, waiting func()) error {
	start, said := time.Now(), false
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil || !errors.Is(err, unix.EWOULDBLOCK) && !errors.Is(err, unix.EINTR) {
			return err
		}
		if !said && time.Since(start) > time.Second {
			said = true
			if waiting != nil {
				waiting()
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
