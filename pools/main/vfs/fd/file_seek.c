/* SPDX-License-Identifier: BSD-3-Clause */
#include <unistd.h>
#include <uc/file.h>

off_t uc_file_seek(struct uc_file *f, off_t off, int whence, off_t size)
{
	off_t to;

	switch (whence) {
	case SEEK_SET:
		to = off;
		break;
	case SEEK_CUR:
		if (__builtin_add_overflow(f->pos, off, &to))
			return -EOVERFLOW;
		break;
	case SEEK_END:
		if (__builtin_add_overflow(size, off, &to))
			return -EOVERFLOW;
		break;
	case SEEK_DATA:
	case SEEK_HOLE:
		/* all data, and one hole at the end */
		if (off < 0 || off >= size)
			return -ENXIO;
		to = whence == SEEK_DATA ? off : size;
		break;
	default:
		return -EINVAL;
	}
	return to < 0 ? -EINVAL : (f->pos = to);
}
