/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Version 2 has room for the numbers of frames above 16 TiB, and half as many
 * entries in a page, whose state is in further pages: so it is taken where there
 * are such frames.
 */
#include <uc/cmdline.h>
#include "internal.h"

unsigned uc_grant_version(void)
{
	const char *word = uc_cmdline_get("xen.grants");

	if (word && !strcmp(word, "1"))
		return 1;
	if (word && !strcmp(word, "2"))
		return 2;
	if (word)
		uc_printk("xen.grants=%s: 1 or 2 is expected\n", word);
	return uc_xen_frame_most() > UINT32_MAX ? 2 : 1;
}
