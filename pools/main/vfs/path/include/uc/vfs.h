/* SPDX-License-Identifier: BSD-3-Clause */
/* The name space: vnodes, mounts, path walking. */
#ifndef UC_VFS_H
#define UC_VFS_H
#include <sys/statfs.h>
#include <uc/file.h>

struct uc_fs;
struct uc_mount;
/*
 * A file of a file system, one object per inode while referenced. Directory
 * operations get a single name, never "", ".", ".." or one with '/'. What is
 * NULL answers as noted; a file system needs lookup and where for directories,
 * readlink for links and stat for all, else these are of little use.
 */
struct uc_vnode_ops {
	/* *out gets a reference. 0, -ENOENT, -ENOMEM, -EIO. The name is not
	 * NUL-terminated here or below. NULL: ENOSYS */
	int (*lookup)(struct uc_vnode *dir, const char *name, size_t len,
		      struct uc_vnode **out);
	/* The name does not exist. len 0: a file without a name (O_TMPFILE).
	 * NULL: nothing can be made here (EPERM, of open EACCES). The same
	 * holds for the next four. */
	int (*create)(struct uc_vnode *dir, const char *name, size_t len,
		      mode_t mode, dev_t rdev, struct uc_vnode **out);
	int (*symlink)(struct uc_vnode *dir, const char *name, size_t len,
		       const char *target);
	int (*link)(struct uc_vnode *dir, const char *name, size_t len,
		    struct uc_vnode *to);
	int (*unlink)(struct uc_vnode *dir, const char *name, size_t len,
		      bool directory);
	int (*rename)(struct uc_vnode *from, const char *name, size_t len,
		      struct uc_vnode *to, const char *new, size_t new_len,
		      unsigned flags);
	ssize_t (*readlink)(struct uc_vnode *, char *buf, size_t n); /* ENOSYS */
	/* A link that leads to an object rather than a path (/proc/self/fd/N):
	 * *out gets a reference. NULL: readlink. */
	int (*follow)(struct uc_vnode *, struct uc_vnode **out);
	/* The directory that holds it (with a reference) and, when name is not
	 * NULL, its name there; -ENOENT: removed. Not called for a root. For
	 * files it serves /proc/self/fd. NULL: ENOSYS for "..", ENOENT. */
	int (*where)(struct uc_vnode *, struct uc_vnode **dir, char name[256]);
	int (*stat)(struct uc_vnode *, struct stat *); /* ENOSYS */
	/* chmod, chown, utimens: mask of UC_SET_* says which fields count.
	 * NULL: EPERM */
	int (*setattr)(struct uc_vnode *, const struct stat *, unsigned mask);
#define UC_SET_MODE 1
#define UC_SET_UID 2
#define UC_SET_GID 4
#define UC_SET_ATIME 8
#define UC_SET_MTIME 16
#define UC_SET_SIZE 32
	/* Makes f ready for use (f->ops, f->data); NULL: file_ops as it is.
	 * Devices, FIFOs and sockets are opened elsewhere. */
	int (*open)(struct uc_vnode *, struct uc_file *f);
	/* The vnode stands for an open file, which opening gives again. NULL:
	 * it does not. */
	struct uc_file *(*file)(struct uc_vnode *);
	int (*statfs)(struct uc_vnode *, struct statfs *); /* ENOSYS */
	void (*release)(struct uc_vnode *); /* last reference is gone; or NULL */
};
struct uc_vnode {
	const struct uc_vnode_ops *ops;
	const struct uc_file_ops *file_ops; /* or NULL if open sets it */
	struct uc_mount *mount;
	struct uc_mount *mounted; /* file system mounted on this directory */
	unsigned refs;
	mode_t mode;              /* type bits are constant */
	uint64_t ino;
	dev_t rdev;
	void *data;
};
static inline void uc_vnode_get(struct uc_vnode *v) { v->refs++; }
void uc_vnode_put(struct uc_vnode *);
int uc_vnode_stat(struct uc_vnode *, struct stat *);
/* The same as a file operation, for files that have a vnode. */
int uc_vnode_file_stat(struct uc_file *, struct stat *);

/* Class "fs": members are struct uc_fs. */
struct uc_fs {
	const char *name;
	/* root gets a reference; source and options may be NULL. */
	int (*mount)(struct uc_mount *m, const char *source,
		     const char *options, struct uc_vnode **root);
	/* Whether files of it are in use, beside its root by the mount; then umount(2)
	 * is refused, but for MNT_DETACH. NULL: it may always go. */
	bool (*busy)(struct uc_mount *m);
	void (*unmount)(struct uc_mount *m);
	const char *auto_mount; /* where it is mounted at boot, or NULL */
};
struct uc_mount {
	const struct uc_fs *fs;
	struct uc_vnode *root;
	struct uc_vnode *covers; /* NULL: the root mount */
	dev_t dev;
	void *data;
	unsigned long flags; /* MS_* */
	/* The names change only by calls, and with each change the file system
	 * counts uc_names_changed up: walks may be remembered. */
	bool stable;
	struct uc_list all;
	char source[64];
	char path[256];
};
extern struct uc_list uc_mounts;
extern struct uc_vnode *uc_root; /* NULL: no file system is selected */
extern struct uc_vnode *uc_cwd;  /* NULL: the root */
extern mode_t uc_umask;
extern uint64_t uc_names_changed;
UC_DECLARE_CLASS(fs);

/* Walks path relative to the directory dirfd (AT_FDCWD: the cwd). *out gets a
 * reference. flags: UC_WALK_*. path is kernel memory. */
#define UC_WALK_NOFOLLOW 1
#define UC_WALK_DIR      2
int uc_walk(int dirfd, const char *path, unsigned flags, struct uc_vnode **out);
/* The parent of the last component, which is returned in name (<= 255). */
int uc_walk_parent(int dirfd, const char *path, struct uc_vnode **dir,
		   char name[256]);
/* As openat(2) on kernel memory; a file with one reference or -errno in *err */
struct uc_file *uc_open(int dirfd, const char *path, int flags, mode_t mode,
			int *err);
/* Defined by who makes a file some time after the start: called where opening
 * path would answer ENOENT, may sleep; true: it may be there now. */
bool uc_open_missing(const char *path) UC_WEAK;
/* Absolute path of a vnode into buf; length or -ERANGE/-ENOENT. A file with
 * several names answers one of them. */
long uc_vnode_path(struct uc_vnode *, char *buf, size_t n);
int uc_mount_fs(const char *fs, const char *source, const char *target,
		const char *options, unsigned long flags);
/* Mounts what the words KEY=SOURCE:/FOLDER of the command line say, and prints why not
 * where it cannot. */
void uc_mount_words(const char *fs, const char *key);
/* -EROFS when the file system that v is on may not be changed. */
static inline int uc_vnode_writable(const struct uc_vnode *v)
{
	return v->mount && v->mount->flags & 1 ? -EROFS : 0;
}

/*
 * For readdir operations: one getdents64 record. next is the position behind
 * it. 0, -EINVAL when the buffer has no room for it, -EFAULT.
 */
int uc_dirent(struct uc_iov *iov, uint64_t ino, uint64_t next, mode_t mode,
	      const char *name, size_t len);

/* devfs registration: name below /dev ("vda", "net/tun"); ops as for files.
 * Works before devfs is mounted, and links without devfs (then it is kept in
 * a list nobody reads). */
struct uc_device {
	const char *name;
	mode_t mode; /* S_IFCHR or S_IFBLK and permissions */
	dev_t rdev;
	const struct uc_file_ops *ops;
	int (*open)(struct uc_device *, struct uc_file *); /* may be NULL */
	void *data;
	uint64_t size; /* block devices, bytes */
	struct uc_list all;
};
void uc_device_add(struct uc_device *d);
struct uc_device *uc_device_find(mode_t type, dev_t rdev);
extern struct uc_list uc_devices;

/* Class "devnode": drivers whose devices appear in /dev. devfs calls each once,
 * before it is mounted; probe looks for devices and adds them. */
struct uc_probe {
	const char *name;
	void (*probe)(void);
};
UC_DECLARE_CLASS(devnode);

/* Class "console": how fds 0–2 find their device; see vfs/fd. */
#endif
