/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System calls without a C library: uc_call(write, 1, text, n). The result is a
 * value or -errno. One that no selected library has does not link.
 */
#ifndef UC_CALL_H
#define UC_CALL_H
#define uc_call(...) UC_CALL_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define UC_CALL_(name, a, b, c, d, e, f, ...)                                  \
	(__extension__({                                                       \
		long uc_sys_##name(long, long, long, long, long, long);        \
		uc_sys_##name((long)(a), (long)(b), (long)(c), (long)(d),      \
			      (long)(e), (long)(f));                           \
	}))
#endif
