/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_FS_EXT2=n */
/* disk: ext2 1024 */
/* console: ok none */
/* linked-without: uc_ext2_* uc_fs_ext2 */
/* A disk without a library for what it holds. */
#include "../../boot/booted.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

int main(void)
{
	unsigned char magic[2];
	int fd;

	booted();
	CHECK((fd = open("/dev/vda", O_RDONLY)) >= 0 && pread(fd, magic, 2, 1024 + 56) == 2);
	CHECK(magic[0] == 0x53 && magic[1] == 0xef && !close(fd));
	CHECK(mount("/dev/vda", "/tmp", "ext2", MS_RDONLY, NULL) < 0 && errno == ENODEV);
	puts("ok none");
	return 0;
}
