// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"strings"
)

// failure is an error, and the way out of it.
type failure struct {
	text string
	hint string
}

func (f *failure) Error() string { return f.text }

// errorf makes an error of the parts: fmt would cost more than it gives here.
func errorf(parts ...string) error { return &failure{text: strings.Join(parts, "")} }

// hint adds the way out to an error.
func hint(err error, parts ...string) error {
	return &failure{text: err.Error(), hint: strings.Join(parts, "")}
}

// fail reports err and returns the exit status of a failed tool.
func fail(err error) int {
	say(err.Error())
	if f, ok := err.(*failure); ok && f.hint != "" {
		os.Stderr.WriteString("hint: " + f.hint + "\n")
	}
	return 1
}

// say prints one message in one write, so that parallel builds do not mix
// theirs.
func say(parts ...string) {
	os.Stderr.WriteString("unicore: " + strings.Join(parts, "") + "\n")
}

// warn prints a warning.
func warn(parts ...string) { say("warning: ", strings.Join(parts, "")) }
