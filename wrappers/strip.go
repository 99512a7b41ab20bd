// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"strings"
)

// strip runs the real one. An image stays bootable under it, for what the
// bake added is loaded. An archive that stands for a shared library would lose
// the names of its functions, so of those only debugging information goes.
func (t *tool) strip(args []string) (int, error) {
	real, err := t.find("strip")
	if err != nil {
		return 0, err
	}
	words, err := expand(args)
	if err != nil {
		return 0, err
	}
	var options, files, libraries []string
	output := false
	for i := 0; i < len(words); i++ {
		a := words[i]
		switch {
		case a == "--":
			for _, f := range words[i+1:] {
				files, libraries = sortInput(f, files, libraries)
			}
			i = len(words)
		case len(a) > 1 && a[0] == '-':
			options = append(options, a)
			output = output || strings.HasPrefix(a, "-o") || strings.HasPrefix(a, "--output-file")
			if stripSeparate(a) && i+1 < len(words) {
				i++
				options = append(options, words[i])
			}
		default:
			files, libraries = sortInput(a, files, libraries)
		}
	}
	if len(libraries) == 0 {
		return 0, t.exec(real, args)
	}
	if output && len(files)+len(libraries) > 1 {
		return 0, errorf("strip: -o may be used with one file only")
	}
	if len(files) > 0 {
		if code, err := t.spawn(real, append(append(options, "--"), files...), os.Stdout, os.Stderr); err != nil || code != 0 {
			return code, err
		}
	}
	var gentle []string
	for _, o := range options {
		switch o {
		case "-s", "--strip-all", "--strip-unneeded", "--strip-dwo", "-x", "--discard-all", "-X", "--discard-locals":
		default:
			gentle = append(gentle, o)
		}
	}
	gentle = append(gentle, "--strip-debug", "--enable-deterministic-archives", "--")
	return t.spawn(real, append(gentle, libraries...), os.Stdout, os.Stderr)
}

func sortInput(f string, files, libraries []string) ([]string, []string) {
	if _, ok := sharedDeps(f); ok {
		return files, append(libraries, f)
	}
	return append(files, f), libraries
}

// stripSeparate tells whether an option of strip takes the next argument.
func stripSeparate(a string) bool {
	switch a {
	case "-F", "--target", "-I", "--input-target", "-O", "--output-target", "-K", "--keep-symbol",
		"-N", "--strip-symbol", "-R", "--remove-section", "--keep-section", "--remove-relocations", "-o", "--output-file":
		return true
	}
	return false
}
