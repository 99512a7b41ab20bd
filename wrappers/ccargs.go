// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import "strings"

// ccArgs is what had to be understood of a compiler's command line. The rest
// is for the driver, which knows its options better.
type ccArgs struct {
	args   []string // to pass on
	query  string   // an option that asks for something we answer
	inputs int      // files, and "-"
	noLink bool     // -c, -S, -E, -M…: the driver will not link
	shared bool     // -shared or -r: no image
	cxx    bool     // an input is C++
}

// separate tells whether an option takes the next argument as its value. In
// both gcc and clang, unless noted.
func separate(a string) bool {
	switch a {
	case "-o", "-x", "-I", "-L", "-l", "-D", "-U", "-A", "-F", "-T", "-e", "-u", "-z", "-B", "-G",
		"-Xlinker", "-Xassembler", "-Xpreprocessor", "-include", "-imacros", "-idirafter",
		"-iprefix", "-iwithprefix", "-iwithprefixbefore", "-isystem", "-iquote", "-isysroot",
		"-imultilib", "-imultiarch", "-MF", "-MT", "-MQ", "-aux-info", "--param", "-dumpbase", "-dumpdir",
		"-dumpbase-ext", "-wrapper", "-specs", "--specs", "--sysroot", "-h", "-Tbss", "-Tdata", "-Ttext",
		"--entry", "--include-directory", "--include", "--output", "--language", "--define-macro",
		"--undefine-macro", "--for-linker", "--for-assembler", "--library-directory",
		"-target", "-Xclang", "-mllvm", "-include-pch", "-arch", "-Xanalyzer", "-iframework", "-framework",
		"-isystem-after", "-ivfsoverlay", "--config", "-working-directory", "-cxx-isystem",
		"-stdlib++-isystem", "-resource-dir", "-dependency-file", "-dylib_file", "-Xopenmp-target",
		"-gcc-toolchain", "-rpath", "-serialize-diagnostics", "--serialize-diagnostics":
		return true
	}
	return false
}

// pathOption splits an option that adds a folder to search for headers: the
// option as written before its value, and whether the value follows in the
// next argument.
func pathOption(a string) (opt, value string, next bool) {
	for _, o := range [...]string{"-isystem", "-idirafter", "-iquote", "-cxx-isystem", "-I",
		"--include-directory-after=", "--include-directory="} {
		if strings.HasPrefix(a, o) {
			if a == o {
				return o, "", true
			}
			if o == "-I" && strings.HasPrefix(a, "-I-") {
				break
			}
			return o, a[len(o):], false
		}
	}
	if a == "--include-directory" {
		return a, "", true
	}
	return "", "", false
}

// readCC reads a compiler's command line. Response files are already
// expanded.
func readCC(args []string, g *guard) (*ccArgs, error) {
	r := &ccArgs{args: make([]string, 0, len(args)+16)}
	keep := func(a ...string) { r.args = append(r.args, a...) }
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "" || a[0] != '-' || a == "-" {
			r.inputs++
			r.cxx = r.cxx || isCXX(a)
			keep(a)
			continue
		}
		if opt, value, next := pathOption(a); opt != "" {
			if next {
				if i+1 == len(args) {
					keep(a) // the driver complains
					continue
				}
				i++
				value = args[i]
			}
			if g.belongs(value) {
				if len(opt) > 2 && !strings.HasSuffix(opt, "=") {
					opt += " "
				}
				if err := g.refuse(opt + value); err != nil {
					return nil, err
				}
				continue
			}
			if keep(a); next {
				keep(value)
			}
			continue
		}
		value := ""
		if separate(a) && i+1 < len(args) {
			value = args[i+1]
		}
		drop, err := r.option(a, value, g)
		if err != nil {
			return nil, err
		}
		if !drop {
			keep(a)
		}
		if separate(a) && i+1 < len(args) {
			i++
			if !drop {
				keep(value)
			}
		}
	}
	return r, nil
}

// option looks at one that is not about header folders.
func (r *ccArgs) option(a, value string, g *guard) (drop bool, err error) {
	switch a {
	case "-c", "-S", "-E", "-M", "-MM", "-fsyntax-only", "--compile", "--assemble", "--preprocess",
		"--dependencies", "--user-dependencies":
		r.noLink = true
	case "-shared", "--shared", "-r", "--relocatable":
		r.shared = true
	case "-x", "--language":
		r.cxx = r.cxx || strings.HasPrefix(value, "c++")
	case "-dumpmachine", "--version", "-print-multiarch", "--print-multiarch",
		"-print-search-dirs", "--print-search-dirs", "-print-target-triple", "--print-target-triple",
		"-print-effective-triple", "--print-effective-triple":
		r.query = a
	case "-m32", "-mx32", "-m16", "--32":
		return false, hint(errorf(a, ": images are 64-bit programs"), "remove the option")
	case "-pg", "-p", "--profile":
		return false, hint(errorf(a, ": there is no library for profiling with mcount"),
			"profile the program under Linux, built by the machine's own compiler")
	case "--coverage", "-coverage", "-fprofile-arcs":
		return false, noRuntime(a, "libgcov")
	case "--unicore-host-paths=error":
		g.strict = true
		return true, nil
	case "--unicore-host-paths=warn":
		g.strict = false
		return true, nil
	case "-specs", "--specs":
		return distributionSpecs(value), nil
	case "-isysroot", "--sysroot":
		return r.sysroot(a+" "+value, value, g)
	}
	switch {
	case strings.HasPrefix(a, "-print-file-name="), strings.HasPrefix(a, "--print-file-name="):
		r.query = a
	case strings.HasPrefix(a, "-fsanitize="):
		return false, sanitizer(a)
	case strings.HasPrefix(a, "-fprofile-generate"):
		return false, noRuntime(a, "libgcov")
	case strings.HasPrefix(a, "-fuse-ld="), strings.HasPrefix(a, "--ld-path="):
		return true, nil // the wrapper stands under every linker's name
	case strings.HasPrefix(a, "-specs="), strings.HasPrefix(a, "--specs="):
		return distributionSpecs(a[strings.IndexByte(a, '=')+1:]), nil
	case strings.HasPrefix(a, "--sysroot="):
		return r.sysroot(a, a[len("--sysroot="):], g)
	case strings.HasPrefix(a, "--language="):
		r.cxx = r.cxx || strings.HasPrefix(a, "--language=c++")
	}
	return false, nil
}

// distributionSpecs tells whether a specs file is one by which a distribution
// makes position-independent executables the default, which an image never is.
func distributionSpecs(path string) bool {
	return strings.HasPrefix(path, "/usr/lib/rpm/") || strings.HasPrefix(path, "/usr/share/dpkg/")
}

// sysroot drops a sysroot that is not the SDK's.
func (r *ccArgs) sysroot(a, path string, g *guard) (bool, error) {
	if below(path, g.root) {
		return false, nil
	}
	return true, g.refuse(a)
}

func sanitizer(a string) error {
	for s := range strings.SplitSeq(a[len("-fsanitize="):], ",") {
		switch s {
		case "address", "kernel-address", "hwaddress", "thread", "leak", "memory", "dataflow", "all":
			return hint(errorf(a, ": the SDK has no library for it"),
				"run the program under Linux, built by the machine's own compiler")
		}
	}
	return nil
}

func noRuntime(a, lib string) error {
	return hint(errorf(a, ": the SDK has no ", lib), "measure coverage under Linux, with the machine's own compiler")
}

// isCXX tells whether the driver takes a file for C++ by its name.
func isCXX(file string) bool {
	i := strings.LastIndexByte(file, '.')
	if i < 0 {
		return false
	}
	switch file[i+1:] {
	case "cc", "cp", "cxx", "cpp", "CPP", "c++", "C", "ii":
		return true
	}
	return false
}
