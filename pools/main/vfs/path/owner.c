/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

unsigned uc_owner(struct stat *st, uid_t uid, gid_t gid)
{
	*st = (struct stat){.st_uid = uid, .st_gid = gid};
	return (uid != (uid_t)-1 ? UC_SET_UID : 0) |
	       (gid != (gid_t)-1 ? UC_SET_GID : 0);
}
