#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What the compiler's driver links by itself: crt1.o and its kin, libc.a.
set -eu
mkdir -p "$DEST/usr/lib" "$DEST/usr/include/uc"
cp "$LIBRARY/call.h" "$DEST/usr/include/uc/"
compile() { # output, source
	$CC -std=gnu17 -Os -ffreestanding -fno-stack-protector -fno-builtin -Wall -Wextra -I "$LIBRARY" -c "$2" -o "$1"
}
compile "$DEST/usr/lib/crt1.o" "$LIBRARY/start.c"
: >empty.c
compile "$DEST/usr/lib/crti.o" empty.c
compile "$DEST/usr/lib/crtn.o" empty.c
compile memory.o "$LIBRARY/memory.c"
compile stack.o "$LIBRARY/stack.c"
$AR rc "$DEST/usr/lib/libc.a" memory.o stack.o
