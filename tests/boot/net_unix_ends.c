/* SPDX-License-Identifier: BSD-3-Clause */
/* How unix sockets end, and what they hold. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE -pthread */
/* console: ok nested */
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static void send_fd(int to, int fd)
{
	char control[CMSG_SPACE(sizeof fd)] = {0};
	struct iovec v = {"x", 1};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = control,
			   .msg_controllen = sizeof control};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	CHECK(sendmsg(to, &m, 0) == 1);
}

/* A socket that holds a socket that holds …: closing the outermost closes all,
 * down to the end of a pipe, and needs no more stack than one. */
static void *nested(void *arg)
{
	int p[2], inner, most = is_booted() ? 5000 : 200;
	char c;
	CHECK(!pipe2(p, O_NONBLOCK));
	inner = p[1];
	for (int i = 0; i < most; i++) {
		int s[2];
		CHECK(!socketpair(AF_UNIX, i % 2 ? SOCK_STREAM : SOCK_DGRAM, 0, s));
		send_fd(s[0], inner);
		close(s[0]);
		close(inner);
		inner = s[1];
	}
	FAILS(read(p[0], &c, 1), EAGAIN);
	close(inner);
	struct pollfd end = {p[0], POLLIN, 0};
	CHECK(poll(&end, 1, 5000) == 1 && end.revents == POLLHUP);
	CHECK(read(p[0], &c, 1) == 0);
	close(p[0]);
	return arg;
}

int main(void)
{
	pthread_t t;
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	nested(NULL);
	CHECK(!pthread_create(&t, NULL, nested, NULL) && !pthread_join(t, NULL));
	printf("ok nested\n");
	return 0;
}
