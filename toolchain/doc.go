// SPDX-License-Identifier: BSD-3-Clause

// Package toolchain knows targets, finds the build machine's compilers and
// tools, names the places inside an SDK, and renders what points a build at
// one: the shell environment, config.site, the CMake and the meson file.
package toolchain
