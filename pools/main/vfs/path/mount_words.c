/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/cmdline.h>
#include "internal.h"

/* The folder is made if it is not there. */
static int folder(const char *path)
{
	struct uc_vnode *dir, *v;
	char name[256];
	int e = uc_walk(AT_FDCWD, path, UC_WALK_DIR, &v);

	if (e == -ENOENT) {
		e = uc_walk_parent(AT_FDCWD, path, &dir, name);
		if (e)
			return e;
		e = dir->ops->create ? dir->ops->create(dir, name, strlen(name), S_IFDIR | 0755, 0, &v)
				     : -EROFS;
		uc_vnode_put(dir);
	}
	if (!e)
		uc_vnode_put(v);
	return e;
}

static void say_why(const char *key, const char *word, int e)
{
	if (e == -ENODEV || e == -ENOENT)
		uc_printk("%s=%s: there is no such device\n", key, word);
	else
		uc_printk("%s=%s: error %d\n", key, word, -e);
}

static void mount_word(const char *fs, const char *key, const char *word)
{
	const char *at = strchr(word, ':');
	char source[64];
	int e;

	if (!at || (size_t)(at - word) >= sizeof source || at[1] != '/') {
		uc_printk("%s=%s: not SOURCE:/FOLDER\n", key, word);
		return;
	}
	memcpy(source, word, at - word);
	source[at - word] = '\0';
	e = folder(at + 1);
	if (e) {
		uc_printk("%s=%s: the folder cannot be made: error %d\n", key, word, -e);
		return;
	}
	e = uc_mount_fs(fs, source, at + 1, NULL, 0);
	if (e)
		say_why(key, word, e);
}

void uc_mount_words(const char *fs, const char *key)
{
	for (const char *w = NULL; (w = uc_cmdline_next(key, w));)
		mount_word(fs, key, w);
}
