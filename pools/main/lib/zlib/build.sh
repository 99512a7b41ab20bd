#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
set -eu
cd "$SRC"
CFLAGS="-O2 -ffunction-sections -fdata-sections -fno-omit-frame-pointer" \
	./configure --static --prefix=/usr >configure.out
make -j"$JOBS" libz.a >make.out
make DESTDIR="$DEST" install >install.out
rm -rf "$DEST/usr/share"
