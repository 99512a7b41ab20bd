// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"errors"
	"fmt"
)

type hintError struct {
	error
	hint string
}

func (e hintError) Unwrap() error { return e.error }

// Hint is the way out.
func (e hintError) Hint() string { return e.hint }

// Hint attaches the way out to err: what the user can do about it, printed
// on a `hint:` line of its own. A nil err stays nil.
func Hint(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return hintError{err, fmt.Sprintf(format, args...)}
}

// HintOf returns the outermost hint attached to err, or "". An error of any
// type may have a method Hint that returns it.
func HintOf(err error) string {
	var h interface {
		error
		Hint() string
	}
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}
