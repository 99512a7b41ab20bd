/* SPDX-License-Identifier: BSD-3-Clause */
/* Output (console.c, termios.c) stands alone; input (input.c) is linked by what
 * reads or polls. */
#ifndef UC_CONSOLE_INTERNAL_H
#define UC_CONSOLE_INTERNAL_H
#include <termios.h>
#include <uc/file.h>

/* The layout of TCGETS (asm-generic/termbits.h); libc's has a longer c_cc. */
struct uc_termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line;
	uint8_t cc[19];
};
extern struct uc_termios uc_console_termios;

/* Writes with the output flags applied; callable from interrupts. */
void uc_console_out(const char *s, size_t n);
long uc_console_ioctl(struct uc_file *f, unsigned long req, long arg);

/* input.c */
ssize_t uc_console_read(struct uc_file *, struct uc_iov *, off_t *) UC_WEAK;
unsigned uc_console_poll(struct uc_file *, struct uc_wait *) UC_WEAK;
size_t uc_console_waiting(void) UC_WEAK; /* bytes that a read would return */
void uc_console_flush(void) UC_WEAK;     /* forgets them */
#endif
