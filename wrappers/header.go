// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"strings"
)

// withoutHeaders compiles where libraries are not selected that have headers.
func (t *tool) withoutHeaders(path string, args []string) (int, error) {
	code, err := t.spawn(path, args, os.Stdout, os.Stderr)
	if err == nil && code != 0 && code < 128 { // not by a signal
		t.explainHeader(path, args)
	}
	return code, err
}

// headerIndex has the headers of libraries that are not selected, in lines as those of
// symbols.idx. Where all are selected there is none.
func (t *tool) headerIndex() string { return t.sdk.share() + "/headers.idx" }

// explainHeader tells of a compilation that failed which library has the header, if
// that is why. The preprocessor is asked, for the compiler's words were in any language
// and form, and must stay as they are.
func (t *tool) explainHeader(path string, args []string) (explained bool) {
	index, err := os.ReadFile(t.headerIndex())
	if err != nil {
		return false
	}
	header := t.missingHeader(path, args)
	p, known := find(index, header)
	if header == "" || !known {
		return false
	}
	say(header, ": ", p.library, " has it", p.state(&ldArgs{}))
	if !p.unavailable {
		os.Stderr.WriteString("hint: unicore select " + p.library + "\n")
	}
	return true
}

// missingHeader is the header that the preprocessor does not find, "" for none.
func (t *tool) missingHeader(path string, args []string) string {
	args, ok := toPreprocess(args)
	if !ok {
		return ""
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return ""
	}
	defer null.Close()
	r, w, err := os.Pipe()
	if err != nil {
		return ""
	}
	plain := *t
	plain.stdin = null
	plain.env = setenv(setenv(append([]string(nil), t.env...), "LC_ALL", "C"), "UNICORE_VERBOSE", "0")
	p, err := plain.start(path, append(args, "-E", "-fdiagnostics-color=never", "-fmessage-length=0"), null, w)
	w.Close()
	if err != nil {
		r.Close()
		return ""
	}
	out := string(readAll(r))
	wait(p)
	return headerOf(out)
}

// toPreprocess keeps of a compiler's arguments the inputs and what decides on the headers
// that are read. All else may write files: those of an earlier or of another compilation.
func toPreprocess(args []string) (kept []string, ok bool) {
	for i := 0; i < len(args); i++ {
		a := args[i]
		values := 0
		if _, _, next := pathOption(a); (next || separate(a)) && i+1 < len(args) {
			values = 1
		}
		switch {
		case a == "--" || strings.HasPrefix(a, "@"):
			return nil, false // what is behind it is not known
		case a == "-" || a == "/dev/stdin":
		case !strings.HasPrefix(a, "-") || decidesOnHeaders(a):
			kept = append(kept, args[i:i+1+values]...)
		}
		i += values
	}
	return kept, true
}

func decidesOnHeaders(a string) bool {
	if opt, _, _ := pathOption(a); opt != "" {
		return true
	}
	switch a {
	case "-ansi", "-pthread", "-fopenmp", "-target", "-arch", "-resource-dir", "-gcc-toolchain":
		return true
	case "-mllvm":
		return false
	}
	for _, p := range [...]string{"-D", "-U", "--define-macro", "--undefine-macro", "-std=", "-nostdinc", "-i", "--sysroot",
		"-specs", "--specs", "-B", "-x", "--language", "-m", "-O", "--target="} {
		if strings.HasPrefix(a, p) {
			return true
		}
	}
	return false
}

// headerOf finds the header in what gcc or clang says of a missing one.
func headerOf(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		_, what, ok := strings.Cut(line, ": fatal error: ")
		if !ok {
			continue
		}
		if name, ok := strings.CutSuffix(what, ": No such file or directory"); ok {
			return name
		}
		if name, ok := strings.CutSuffix(what, "' file not found"); ok {
			return strings.TrimPrefix(name, "'")
		}
	}
	return ""
}
