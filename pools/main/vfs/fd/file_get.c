/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>

void uc_file_get(struct uc_file *f)
{
	f->refs++;
}
