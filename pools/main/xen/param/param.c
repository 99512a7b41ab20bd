/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A second command line, which whoever administers the domain writes into its
 * folder before it runs: vm-data/unicore/cmdline. vm-data is what toolstacks have
 * for that; the guest may read it, and only the toolstack's domain write.
 */
#include <uc/cmdline.h>
#include <uc/heap.h>
#include <uc/xen/store.h>

#define NODE "vm-data/unicore/cmdline"

static void init(void)
{
	char *line;
	int e = uc_xenstore_read_text(UC_XENSTORE_NO_TX, NODE, &line);

	if (!e) {
		if (!uc_cmdline_append(line))
			uc_printk(NODE ": no memory for it (ignored)\n");
		uc_free(line);
	} else if (e == -EILSEQ) {
		uc_printk(NODE ": is not text (ignored)\n");
	} else if (e != -ENOENT && e != -ENODEV) {
		uc_printk(NODE ": cannot be read: error %d (ignored)\n", -e);
	}
}
UC_INIT(UC_INIT_DEV, init);

/* The platform's list of what every image has names this. */
const char uc_xen_param;
