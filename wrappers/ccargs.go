// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import "strings"

// ccArgs is what had to be understood of a compiler's command line. The rest
// is for the driver, which knows its options better.
type ccArgs struct {
	args    []string // to pass on
	query   string   // an option that asks for something we answer
	inputs  int      // files, and "-"
	files   int      // inputs that can be read again
	noLink  bool     // -c, -S, -E, -M…: the driver will not link
	shared  bool     // -shared or -r: no image
	cxx     bool     // an input is C++
	iprefix string   // what -iwithprefix is put behind
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
		"--undefine-macro", "--prefix", "--imacros", "--include-directory-after", "--for-linker", "--for-assembler", "--library-directory",
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
	for _, o := range [...]string{"-isystem-after", "-isystem", "-idirafter", "-iquote", "-cxx-isystem", "-I",
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
	switch a {
	case "--include-directory", "--include-directory-after", "-include", "--include", "-imacros", "--imacros":
		return a, "", true
	}
	return "", "", false
}

// forPreprocessor handles what is passed to the preprocessor behind the
// driver's back, -Wp,A,B: without the build machine's folders, "" when nothing
// is left.
func forPreprocessor(a string, g *guard) (string, error) {
	words := strings.Split(a, ",")
	kept := words[:1]
	for i := 1; i < len(words); i++ {
		opt, value, next := pathOption(words[i])
		if next && i+1 < len(words) {
			value = words[i+1]
		}
		if opt == "" || !g.belongs(value) {
			kept = append(kept, words[i])
			continue
		}
		if err := g.refuse("-Wp," + opt + value); err != nil {
			return "", err
		}
		if next {
			i++
		}
	}
	if len(kept) == 1 && len(words) > 1 {
		return "", nil
	}
	return strings.Join(kept, ","), nil
}

// prefix drops a folder of -B in which the driver would find the build
// machine's headers, as PREFIXinclude, or its libraries.
func (r *ccArgs) prefix(value string, g *guard) (bool, error) {
	for _, dir := range [...]string{value, value + "include", value + "/include"} {
		if g.belongs(dir) && !isCompilerFolder(dir) {
			return true, g.refuse("-B" + value)
		}
	}
	return false, nil
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
			if a != "-" && a != "/dev/stdin" {
				r.files++
			}
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
		if strings.HasPrefix(a, "-Wp,") {
			rest, err := forPreprocessor(a, g)
			if err != nil {
				return nil, err
			}
			if rest != "" {
				keep(rest)
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
	case "-Xpreprocessor":
		if opt, path, _ := pathOption(value); opt != "" && g.belongs(path) {
			return true, g.refuse(a + " " + value)
		}
	case "-iprefix":
		r.iprefix = value
	case "-iwithprefix", "-iwithprefixbefore":
		if g.belongs(r.iprefix + value) {
			return true, g.refuse(a + " " + value)
		}
	case "-B", "--prefix":
		return r.prefix(value, g)
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
	case strings.HasPrefix(a, "--prefix="):
		return r.prefix(a[len("--prefix="):], g)
	case strings.HasPrefix(a, "-B"):
		return r.prefix(a[len("-B"):], g)
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
