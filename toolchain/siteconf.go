// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"fmt"
	"strings"
)

// Files renders the files of an SDK's share folder that tell build systems
// about it: content by name. None of them holds a path outside the SDK.
func Files(t Target) map[string][]byte {
	return map[string][]byte{
		"config.site":     []byte(configSite(t)),
		"toolchain.cmake": []byte(cmakeToolchain(t)),
		"cross.ini":       []byte(mesonCross(t)),
	}
}

// configSite is what every configure script reads before it looks for itself.
//
// What configure runs, it runs on Linux through the host entry. The libc and
// the compiler are the image's, so nearly every answer is the image's too, and
// cross_compiling stays "no". Seeded are only answers that the kernel gives,
// and where ours differs from Linux:
//
//   - fork and vfork link, and answer ENOSYS in a unikernel. AC_FUNC_FORK
//     runs them, and must not believe what it sees. Whether fork exists is a
//     question to the linker, which is answered truthfully; for vfork it is
//     not, because autoconf 2.71 overwrites the seeded answer of "working
//     vfork" with that one. Whoever can do without vfork uses fork.
//   - a mutex shared between processes: apr's test forks.
//   - AC_CHECK_FILE looks at the build machine's own file system: there are no
//     pseudo terminals in the image.
//
// The host's name is seeded as well. Without it config.guess asks the build
// machine, and scripts that look at *-gnu* would expect glibc. configure
// derives cross_compiling from --host before it reads this file, so the name
// does not make it "yes".
//
// Libraries are static unless the user says what they shall be: the choice
// is between two options, so one of them given is a choice made.
func configSite(t Target) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# SPDX-License-Identifier: BSD-3-Clause
test -n "$host_alias" || host_alias=%s
if test -z "${enable_shared+set}${enable_static+set}"; then
	enable_shared=no
	enable_static=yes
fi
`, t.Triplet())
	for _, seed := range []string{
		"ac_cv_func_fork_works=no",
		"ac_cv_func_vfork=no",
		"ac_cv_func_vfork_works=no",
		"apr_cv_process_shared_works=no",
		"ac_cv_file__dev_ptmx=no",
		"ac_cv_file__dev_ptc=no",
	} {
		name, value, _ := strings.Cut(seed, "=")
		// What the user set, or an earlier run cached, stays.
		fmt.Fprintf(&b, ": \"${%s=%s}\"\n", name, value)
	}
	return b.String()
}

// cmakeToolchain finds the SDK from its own place.
//
// CMAKE_CROSSCOMPILING is off, for what is built runs here: try_run and
// check_c_source_runs work as they do natively, generators run, and there is no
// need for an emulator. CMAKE_SYSROOT is not set: the compiler knows its
// sysroot, and no flag shall be added to what the application's author wrote.
// CMAKE_FIND_ROOT_PATH alone keeps the build machine's packages out; what the
// user names as a prefix is a root of its own, so that it is searched at all.
func cmakeToolchain(t Target) string {
	return strings.NewReplacer("@TRIPLET@", t.Triplet(), "@ARCH@", t.Arch).Replace(
		`# SPDX-License-Identifier: BSD-3-Clause
get_filename_component(UNICORE_SDK "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR @ARCH@)
set(CMAKE_CROSSCOMPILING FALSE)

if(NOT DEFINED CMAKE_C_COMPILER AND NOT DEFINED ENV{CC})
  set(CMAKE_C_COMPILER "${UNICORE_SDK}/bin/@TRIPLET@-gcc")
endif()
if(NOT DEFINED CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  set(CMAKE_CXX_COMPILER "${UNICORE_SDK}/bin/@TRIPLET@-g++")
endif()
if(NOT DEFINED PKG_CONFIG_EXECUTABLE)
  set(PKG_CONFIG_EXECUTABLE "${UNICORE_SDK}/bin/@TRIPLET@-pkg-config" CACHE FILEPATH "pkg-config of the SDK")
endif()

list(APPEND CMAKE_FIND_ROOT_PATH "${UNICORE_SDK}/sysroot" ${CMAKE_PREFIX_PATH})
if(DEFINED ENV{CMAKE_PREFIX_PATH})
  string(REPLACE ":" ";" UNICORE_PREFIXES "$ENV{CMAKE_PREFIX_PATH}")
  list(APPEND CMAKE_FIND_ROOT_PATH ${UNICORE_PREFIXES})
endif()
list(REMOVE_DUPLICATES CMAKE_FIND_ROOT_PATH)
foreach(UNICORE_KIND LIBRARY INCLUDE PACKAGE)
  if(NOT DEFINED CMAKE_FIND_ROOT_PATH_MODE_${UNICORE_KIND})
    set(CMAKE_FIND_ROOT_PATH_MODE_${UNICORE_KIND} ONLY)
  endif()
endforeach()
if(NOT DEFINED CMAKE_FIND_ROOT_PATH_MODE_PROGRAM)
  set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
endif()
set(CMAKE_FIND_PACKAGE_NO_PACKAGE_REGISTRY TRUE)

if(NOT DEFINED BUILD_SHARED_LIBS)
  set(BUILD_SHARED_LIBS OFF CACHE BOOL "images are static")
endif()
`)
}

// mesonCross names the tools as PATH finds them, so that the file holds no
// path. meson calls every build with such a file a cross build; it may run
// what it built nevertheless. The sysroot is the compiler's and pkg-config's
// own business.
func mesonCross(t Target) string {
	return strings.NewReplacer("@TRIPLET@", t.Triplet(), "@ARCH@", t.Arch).Replace(
		`# SPDX-License-Identifier: BSD-3-Clause
[binaries]
c = '@TRIPLET@-gcc'
cpp = '@TRIPLET@-g++'
ar = '@TRIPLET@-gcc-ar'
nm = '@TRIPLET@-gcc-nm'
ranlib = '@TRIPLET@-gcc-ranlib'
strip = '@TRIPLET@-strip'
objcopy = '@TRIPLET@-objcopy'
readelf = '@TRIPLET@-readelf'
ld = '@TRIPLET@-ld'
pkgconfig = '@TRIPLET@-pkg-config'

[built-in options]
default_library = 'static'

[properties]
needs_exe_wrapper = false

[host_machine]
system = 'linux'
cpu_family = '@ARCH@'
cpu = '@ARCH@'
endian = 'little'
`)
}
