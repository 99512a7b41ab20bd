# SPDX-License-Identifier: BSD-3-Clause
"$TRIPLET-g++" -O2 -fno-exceptions -fno-rtti -I"$LIBRARY/include" -c "$LIBRARY/shapes.cc" -o shapes.o
mkdir -p "$DEST/usr/lib" "$DEST/usr/include"
"$AR" rcs "$DEST/usr/lib/libshapes.a" shapes.o
cp "$LIBRARY/include/shapes.h" "$DEST/usr/include"
