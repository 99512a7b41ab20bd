/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_xs_error(const char *text)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(xsd_errors); i++)
		if (!strcmp(text, xsd_errors[i].errstring))
			return -xsd_errors[i].errnum;
	return -EIO;
}
