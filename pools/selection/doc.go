// SPDX-License-Identifier: BSD-3-Clause

// Package selection turns the definitions of libraries into a Kconfig tree and
// the answers to it into the list of libraries that an SDK holds.
//
// Every library has a symbol, LIB_ and its name in capitals. There is one tree
// for all targets: what differs is the value of PLATFORM_… and ARCH_…, which
// nobody is asked for. A library is on unless somebody says otherwise, so that
// no answers at all mean everything that the target can have.
//
// The answers are a file in Kconfig's own format, and good for every target.
package selection

import (
	"strings"

	"unicore/pools"
)

// Prefix begins a library's symbol.
const Prefix = "LIB_"

// Symbol is the name of the library's symbol.
func Symbol(library string) string { return Prefix + capitals(library) }

func capitals(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, s)
}

// Target is where an SDK's images boot.
type Target struct{ Platform, Arch string }

func (t Target) String() string { return t.Platform + "-" + t.Arch }

// Error is what cannot be done, and the way out.
type Error struct {
	Msg string
	Way string // may be empty
}

func (e *Error) Error() string { return e.Msg }

// Hint is the way out.
func (e *Error) Hint() string { return e.Way }

// Errors are several, each with a way out of its own.
type Errors []error

func (e Errors) Error() string {
	var texts []string
	for _, x := range e {
		texts = append(texts, x.Error())
	}
	return strings.Join(texts, "\n")
}

// Unwrap makes errors.As and errors.Is look at each.
func (e Errors) Unwrap() []error { return e }

// isLibc tells whether everything is compiled against the library: it is
// always there.
func isLibc(l *pools.Library) bool { return l.Pool == pools.MainPool && l.Kind == "libc" }
