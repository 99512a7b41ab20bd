/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor table begins with the console on 0, 1 and 2. */
#include "internal.h"

extern struct uc_file uc_console_file;

static uintptr_t first[8] = {
	(uintptr_t)&uc_console_file,
	(uintptr_t)&uc_console_file,
	(uintptr_t)&uc_console_file,
};
struct uc_fds uc_fds = {
	.slot = first,
	.size = UC_ARRAY_SIZE(first),
	.low = 3,
	.limit = 65536,
};

struct uc_file *uc_fd_get(int fd)
{
	if ((unsigned)fd >= uc_fds.size)
		return NULL;
	struct uc_file *f = uc_slot_file(uc_fds.slot[fd]);
	if (f)
		f->refs++;
	return f;
}

/* new.c: there are no files but the console's unless it is linked. */
void uc_file_destroy(struct uc_file *f) UC_WEAK;

void uc_file_put(struct uc_file *f)
{
	if (!--f->refs)
		uc_file_destroy(f);
}
