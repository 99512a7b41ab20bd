/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_LIBC_NONE=y */
/* config: LIB_NET_PACKET=y */
/* cflags: -ffreestanding -fstack-protector-all */
/* args: one two */
/* console: arguments: app one two|arguments: freestanding one two */
/* console: arp: 02|arp: 52 */
/* console: ok freestanding */
/* exit: 7 */
/* linked-without: __libc_start_main printf vfprintf malloc */
/* A driver domain's program: no C library, only the kernel. It asks for the hardware
 * address of QEMU's gateway by a packet socket. */
#include <linux/if_packet.h>
#include <linux/if_ether.h>
#include <stddef.h>
#include <uc/call.h>

#define AF_PACKET  17
#define SOCK_RAW   3
#define SOCK_DGRAM 2

static const unsigned char *volatile hide;
static int constructed;

__attribute__((constructor)) static void construct(void)
{
	constructed = 1;
}

static size_t length(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

static void say(const char *s)
{
	uc_call(write, 1, s, length(s));
}

static void check(int ok, const char *what)
{
	if (ok)
		return;
	say("failed: ");
	say(what);
	say("\n");
	uc_call(exit_group, 1);
}
#define CHECK(c) check((c) != 0, #c)

static void hexadecimal(unsigned v)
{
	char text[3] = {"0123456789abcdef"[v >> 4 & 15], "0123456789abcdef"[v & 15], 0};

	say(text);
}

int main(int argc, char **argv, char **envp)
{
	/* from 10.0.2.15, whose address is made up, to 10.0.2.2 */
	unsigned char question[46] = {0, 1, 8, 0, 6, 4, 0, 1, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 10, 0, 2, 15,
				      0, 0, 0, 0, 0, 0, 10, 0, 2, 2};
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = 0x0608, .sll_ifindex = 2, .sll_halen = 6,
				 .sll_addr = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
	struct { unsigned char big[300]; } a, b;
	long fd, n;

	CHECK(constructed && argc == 3 && !argv[3] && envp[0]);
	say("arguments:");
	for (int i = 0; i < argc; i++) {
		say(" ");
		say(argv[i]);
	}
	say("\n");
	for (int i = 0; i < 300; i++)
		a.big[i] = i;
	hide = a.big;
	b = *(__typeof__(b) *)hide; /* a memcpy of the compiler's */
	CHECK(b.big[299] == (299 & 255));

	fd = uc_call(socket, AF_PACKET, SOCK_DGRAM, 0x0608);
	CHECK(fd >= 0);
	CHECK(uc_call(sendto, fd, question, sizeof question, 0, &to, sizeof to) == sizeof question);
	do
		n = uc_call(recvfrom, fd, b.big, sizeof b.big);
	while (n >= 28 && (b.big[7] != 2 || b.big[17] != 2));
	CHECK(n >= 28);
	say("arp: ");
	for (int i = 8; i < 14; i++)
		hexadecimal(b.big[i]);
	say("\n");
	CHECK(uc_call(close, fd) == 0 && uc_call(close, fd) == -9);
	say("ok freestanding\n");
	return 7;
}
