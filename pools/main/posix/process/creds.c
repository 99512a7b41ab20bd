/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

struct uc_ids uc_user, uc_group;

static bool may(const struct uc_ids *ids, uint32_t id)
{
	return id == UC_KEEP || uc_user.effective == 0 || id == ids->real ||
	       id == ids->effective || id == ids->saved;
}

long uc_ids_set(struct uc_ids *ids, uint32_t real, uint32_t effective,
		uint32_t saved)
{
	if (!may(ids, real) || !may(ids, effective) || !may(ids, saved))
		return -EPERM;
	if (real != UC_KEEP)
		ids->real = real;
	if (effective != UC_KEEP)
		ids->effective = effective;
	if (saved != UC_KEEP)
		ids->saved = saved;
	return 0;
}
