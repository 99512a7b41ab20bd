/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/sysmacros.h>
#include "internal.h"

#define BASIC 0x7ff /* all that stat(2) tells */

static struct timespec time_of(struct p9_message *m)
{
	uint64_t sec = uc_p9_get(m, 8), nsec = uc_p9_get(m, 8);

	return (struct timespec){.tv_sec = sec, .tv_nsec = nsec < 1000000000 ? nsec : 0};
}

static uint64_t most(uint64_t v, uint64_t max)
{
	return v < max ? v : max;
}

int uc_p9_stat(struct session *s, uint32_t fid, struct stat *st, uint64_t *ino)
{
	struct p9_call *k;
	struct p9_message *m;
	uint64_t number;
	int e;

	k = uc_p9_begin(s, P9_GETATTR);
	m = &k->r;
	uc_p9_put(&k->q, fid, 4);
	uc_p9_put(&k->q, BASIC, 8);
	e = uc_p9_call(k);
	if (!e) {
		memset(st, 0, sizeof *st);
		uc_p9_get(m, 8);
		uc_p9_get(m, 5); /* qid: type, version */
		number = uc_p9_get(m, 8);
		st->st_ino = number;
		st->st_mode = uc_p9_get(m, 4);
		st->st_uid = uc_p9_get(m, 4);
		st->st_gid = uc_p9_get(m, 4);
		st->st_nlink = uc_p9_get(m, 8);
		st->st_rdev = uc_p9_get(m, 8);
		st->st_size = most(uc_p9_get(m, 8), INT64_MAX);
		st->st_blksize = most(uc_p9_get(m, 8), 1 << 30);
		if (!st->st_blksize) /* programs divide by it */
			st->st_blksize = UC_PAGE_SIZE;
		st->st_blocks = most(uc_p9_get(m, 8), INT64_MAX);
		st->st_atim = time_of(m);
		st->st_mtim = time_of(m);
		st->st_ctim = time_of(m);
		if (ino)
			*ino = number;
	}
	return uc_p9_end(k, e);
}
