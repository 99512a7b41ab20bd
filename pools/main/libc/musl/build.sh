#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# musl with our system call layer: overlay/ replaces the files that hold a
# `syscall` instruction, and a few lines learn that a call is a stub's address.
set -eu
cd "$SRC"
cp -R "$LIBRARY/overlay/." .

sed -n 's/^#define __NR_\([a-z0-9_]*\).*/X(\1)/p' arch/x86_64/bits/syscall.h.in \
	>src/internal/uc_syscall_list.h

# Cancellation points carry the stub instead of the number.
sed -i 's/(__syscall_cp)(n,/(__syscall_cp)((long)uc_entry(n),/' src/internal/syscall.h
sed -i 's/return __syscall(nr, u, v, w, x, y, z);/return ((uc_fn *)nr)(u, v, w, x, y, z);/' \
	src/thread/__syscall_cp.c src/thread/pthread_cancel.c
sed -i -e 's/SYS_close/(long)uc_sys_close/g' \
	-e 's/^\tuintptr_t pc = .*/&\
\textern hidden const char uc_cp_end[1];\
\textern int uc_gate_at(uintptr_t);\
\tif (uc_gate_at(pc) \&\&\
\t    *(uintptr_t *)uc->uc_mcontext.gregs[REG_RSP] == (uintptr_t)uc_cp_end)\
\t\tpc = (uintptr_t)__cp_begin;/' src/thread/pthread_cancel.c

# setuid and its kin are called on every thread by address, too: images are
# linked below 2 GiB, so that it fits the int that carries the number.
sed -i 's/__syscall(c->nr, c->id, c->eid, c->sid)/((uc_fn *)(long)c->nr)(c->id, c->eid, c->sid, 0, 0, 0)/' \
	src/unistd/setxid.c
sed -i 's/__setxid(SYS_\([a-z]*\)/__setxid((int)(long)uc_sys_\1/' src/unistd/set*id.c

# An image is never set-user-ID: no program needs poll and /dev/null to start.
sed -i '/^\tstruct pollfd pfd/,/^\t\t\ta_crash();/d' src/env/__libc_start_main.c

# Locks wait and wake only where a thread can be made: then the kernel's clone
# brings uc_lock_futex along.
sed -i -e '/^static inline void __wake/i\
long uc_lock_futex(long, long, long, long, long, long) __attribute__((__weak__));' \
	-e 's/__syscall(SYS_futex, addr, FUTEX_\(WAKE\|WAIT\)|priv, \([a-z]*\).* != -ENOSYS ||/if (uc_lock_futex) uc_lock_futex((long)addr, FUTEX_\1|priv, \2, 0, 0, 0);/' \
	-e '/^\t__syscall(SYS_futex, addr, FUTEX_WA[A-Z]*, /d' src/internal/pthread_impl.h

for f in src/internal/syscall.h:uc_entry src/internal/pthread_impl.h:FUTEX_WAIT.priv,.val,.0,.0 src/thread/__syscall_cp.c:uc_fn \
	src/thread/pthread_cancel.c:uc_cp_end src/unistd/setxid.c:uc_fn src/unistd/setuid.c:uc_sys_; do
	grep -q "${f#*:}" "${f%:*}" || { echo "musl: ${f%:*} is not the file this recipe knows" >&2; exit 1; }
done

CFLAGS="-g0 -ffunction-sections -fdata-sections -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -fcf-protection=none -fno-pie" \
	./configure --target="$TRIPLET" --prefix=/usr --syslibdir=/lib --disable-shared \
	CC="$CC" AR="$AR" RANLIB="$RANLIB" >configure.log
make -j"$JOBS" AR="$AR" RANLIB="$RANLIB" >make.log
make DESTDIR="$DEST" install >install.log
rm -rf "$DEST/usr/bin" "$DEST/lib" "$DEST/usr/lib/musl-gcc.specs"
