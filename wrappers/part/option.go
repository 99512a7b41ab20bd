// SPDX-License-Identifier: BSD-3-Clause

package part

import "strings"

// alone are the options without a value that a part may have, and what they
// are written as.
var alone = map[string]string{
	"start-group": "--start-group", "(": "--start-group", "end-group": "--end-group", ")": "--end-group",
	"whole-archive": "", "no-whole-archive": "", "push-state": "", "pop-state": "", "gc-sections": "", "no-gc-sections": "",
	"no-undefined": "", "allow-multiple-definition": "", "relax": "", "no-relax": "", "sort-common": "", "fatal-warnings": "",
	"no-fatal-warnings": "", "discard-all": "", "x": "--discard-all", "discard-locals": "", "X": "--discard-locals", "nostdlib": "",
	"no-keep-memory": "", "no-check-sections": "", "check-sections": "", "demangle": "", "no-demangle": "", "build-id": "",
}

// valued are those with one.
var valued = map[string]string{
	"u": "--undefined", "undefined": "", "require-defined": "", "z": "-z", "e": "--entry", "entry": "", "defsym": "", "wrap": "",
	"l": "-l", "library": "-l", "O": "-O", "m": "-m", "sort-section": "", "sort-common": "", "unresolved-symbols": "", "build-id": "",
	"init": "", "fini": "", "compress-debug-sections": "",
}

// Option writes an option of the linker, taken apart, as one word; ok is
// false for one that a part cannot have.
func Option(name, value string, has bool) (word string, ok bool) {
	if !has {
		word, ok = alone[name]
		if !ok {
			ok = strings.HasPrefix(name, "warn-") || strings.HasPrefix(name, "no-warn-")
		}
		if word == "" {
			word = "--" + name
		}
		return word, ok
	}
	word, ok = valued[name]
	switch {
	case !ok || value == "":
		return "", false
	case word == "":
		word = "--" + name + "="
	case strings.HasPrefix(word, "--"):
		word += "="
	case word == "-l" && strings.Contains(value, "/"):
		return "", false
	}
	return word + value, true
}

// isOption tells whether a word is one that Option writes, or names the SDK's
// libraries.
func isOption(word string) bool {
	long, ok := strings.CutPrefix(word, "--")
	if ok {
		name, value, has := strings.Cut(long, "=")
		_, ok := Option(name, value, has)
		return ok
	}
	if dir, ok := strings.CutPrefix(word, "-L"+Root+"/"); ok {
		return !strings.Contains(dir, "..")
	}
	if len(word) > 2 && word[0] == '-' && strings.IndexByte("zlOm", word[1]) >= 0 {
		_, ok := Option(word[1:2], word[2:], true)
		return ok
	}
	return false
}
