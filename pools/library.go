// SPDX-License-Identifier: BSD-3-Clause

// Package pools reads the definitions of libraries: the unit that a user
// selects. A library is one folder with one definition file, library.toml.
//
//	name = "net-lwip"                 # unique; usr/lib/unicore/lib<name>.a
//	summary = "TCP/IP on lwIP"        # one line
//	license = "BSD-3-Clause"          # SPDX expression
//	version = "2.1.3"                 # of other people's code only
//	needs = ["base", "mem-heap"]      # libraries; their headers, and theirs
//	provides = ["cpu"]                # further names to be needed by
//	default = true                    # of several that provide one name
//	unselected = true                 # off until somebody selects it
//	replaces = "musl"                 # what it stands in for
//
//	[members]                         # classes that the library joins
//	sockfamily = ["uc_family_inet"]   # C symbols
//
//	[[source]]                        # other people's code, fetched
//	file = "lwip_2.1.3.orig.tar.xz"
//	sha256 = "…"                      # 64 lower-case hexadecimal digits
//	debian = "lwip"                   # source package, and
//	debian-version = "2.1.3"          # its upstream version
//	url = "https://…"                 # the same file elsewhere
//
//	[build]
//	kind = "objects"                  # or "script", "host-headers"
//	sources = ["*.c", "$SRC/core/*.c"]
//	exclude = ["$SRC/core/dns.c"]
//	include = ["include", "$SRC/include"]
//	cflags = ["-DFOO"]
//	flags-if = {NET_LWIP_X = ["-DX"]} # while the option is on
//	files = ["src/image.lds"]
//
// Every key that is not listed here is an error, so that a typing mistake
// does not silently change a build.
package pools

import "io/fs"

// The three pools.
const (
	ArchPool     = "arch"
	MainPool     = "main"
	PlatformPool = "platform"
)

// DefinitionFile is the name of the file that makes a folder a library.
const DefinitionFile = "library.toml"

// ScriptFile is the name of the script of kind script.
const ScriptFile = "build.sh"

// ExportsFile is the name of a file in which a library of kind script tells
// what programs link it for: see Exports.
const ExportsFile = "exports.txt"

// SourcePrefix begins a path in the unpacked source instead of the library's
// own folder.
const SourcePrefix = "$SRC/"

// Library is one definition, checked.
type Library struct {
	// Name is unique over all pools: lower-case letters, digits and "-_.+".
	Name string `toml:"name"`
	// Summary says in one line what the library does.
	Summary string `toml:"summary"`
	// Version is that of the code from elsewhere; empty for our own.
	Version string `toml:"version"`
	// License is an SPDX expression for the code that ends up in an image.
	License string `toml:"license"`
	// Needs names the libraries whose headers this one includes; they are
	// selected together with it. A circle is an error if one in it is of
	// kind script.
	Needs []string `toml:"needs"`
	// Provides are names that others may need without saying which library
	// answers to them. Of several that provide the same one on a target a
	// user chooses one. Where nobody provides it, those that need it are not
	// there.
	Provides []string `toml:"provides"`
	// Default marks the one of these that there is as long as nobody chooses.
	Default bool `toml:"default"`
	// Unselected keeps the library out of what there is as long as nobody
	// chooses.
	Unselected bool `toml:"unselected"`
	// Replaces names a library of kind libc whose libraries, though not its
	// headers, an SDK does without while this one is selected. What needs it
	// by name cannot be selected at the same time.
	Replaces string `toml:"replaces"`
	// Members are C symbols by the class that they join: a class is
	// declared by UC_DECLARE_CLASS in a header that the library sees, and
	// generated as uc_members_<class>[]. Kind objects only.
	Members map[string][]string `toml:"members"`
	// Sources are archives to fetch, at most one per library.
	Sources []Source `toml:"source"`
	// Build says how the library is made.
	Build Build `toml:"build"`

	// Pool is ArchPool, MainPool, PlatformPool, or the name of one from
	// elsewhere, whose libraries are like those of the main pool.
	Pool string `toml:"-"`
	// Kind is the folder below the pool: mem, net, vfs; "base" of
	// pools/main/base; in the other pools it is the architecture or the
	// platform.
	Kind string `toml:"-"`
	// Dir is the folder's path within the project; builds have it there.
	Dir string `toml:"-"`
	// From is where the folder is, for messages.
	From string `toml:"-"`
	// FS holds the folder's files.
	FS fs.FS `toml:"-"`
}

// Source is an archive of other people's code. Where it comes from does not
// matter: the hash decides. It is looked for in the local cache, the folders
// that the user names, Debian's source package and the URL.
type Source struct {
	// File is the archive's name: .tar.gz, .tar.bz2, .tar.xz or .tar.zst.
	File string `toml:"file"`
	// SHA256 is the hash of File, in lower-case hexadecimal.
	SHA256 string `toml:"sha256"`
	// Debian names a source package one of whose files is File.
	Debian string `toml:"debian"`
	// DebianVersion is the upstream part of that package's version; every
	// revision of it is tried, the newest first.
	DebianVersion string `toml:"debian-version"`
	// URL is where the same bytes are found; https or http.
	URL string `toml:"url"`
}

// Build kinds.
const (
	// Objects compiles every source with the kernel's flags into one
	// archive.
	Objects = "objects"
	// Script runs the folder's build.sh, for code with a build of its own.
	Script = "script"
	// HostHeaders copies headers of the build machine: those of kind libc
	// for everybody, others for the kernel libraries that need them, also
	// by way of another library.
	HostHeaders = "host-headers"
)

// Build says how a library is made.
type Build struct {
	// Kind is Objects (the default), Script or HostHeaders.
	Kind string `toml:"kind"`
	// Sources are patterns of path.Match for .c and .S files, relative to
	// the library's folder or, after "$SRC/", to the unpacked source.
	// Default: "*.c" and "*.S". Kind objects only, like Exclude, CFlags.
	Sources []string `toml:"sources"`
	// Exclude are patterns for what Sources matches too much of.
	Exclude []string `toml:"exclude"`
	// Include are folders for -I, of this library and of all that need it.
	// Default: "include".
	Include []string `toml:"include"`
	// CFlags are added to the kernel's flags.
	CFlags []string `toml:"cflags"`
	// FlagsIf are further flags by an option of the library, for it and for
	// all that see its headers, while the option is on. Kind objects only.
	FlagsIf map[string][]string `toml:"flags-if"`
	// Files are patterns for files of the library's folder that are
	// installed as they are in usr/lib/unicore/<kind>/: a platform's linker
	// script, for example.
	Files []string `toml:"files"`
	// Headers are the folders and files below /usr/include that kind
	// host-headers copies, and Package the distribution's package that has them.
	Headers []string `toml:"headers"`
	Package string   `toml:"package"`
}
