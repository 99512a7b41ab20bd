#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# No JIT: it maps pages both writable and executable.
set -eu
cd "$SRC"
CFLAGS="-Os -ffunction-sections -fdata-sections -fno-omit-frame-pointer" \
	./configure --prefix=/usr --disable-shared --disable-dependency-tracking >configure.out
make -j"$JOBS" libpcre2-8.la libpcre2-posix.la >make.out
make DESTDIR="$DEST" install-libLTLIBRARIES install-includeHEADERS install-nodist_includeHEADERS \
	install-pkgconfigDATA >install.out
rm -f "$DEST"/usr/lib/*.la
