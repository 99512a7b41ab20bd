/* SPDX-License-Identifier: BSD-3-Clause */
/* Gives the network all that it takes and ends at once, as Linux programs may. */
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char data[100000];

int main(int argc, char **argv)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	int stream, datagram, size = sizeof data;

	if (argc != 4)
		errx(2, "HOST PORT exit|close|signal");
	a.sin_port = htons(atoi(argv[2]));
	if (inet_pton(AF_INET, argv[1], &a.sin_addr) != 1)
		errx(2, "%s", argv[1]);
	stream = socket(AF_INET, SOCK_STREAM, 0);
	datagram = socket(AF_INET, SOCK_DGRAM, 0);
	if (setsockopt(stream, SOL_SOCKET, SO_SNDBUF, &size, sizeof size))
		err(1, "setsockopt");
	if (connect(stream, (void *)&a, sizeof a) || connect(datagram, (void *)&a, sizeof a))
		err(1, "connect");
	memset(data, 'x', sizeof data);
	if (send(stream, data, sizeof data, 0) != sizeof data)
		err(1, "send");
	if (send(datagram, "last", 4, 0) != 4)
		err(1, "send");
	if (!strcmp(argv[3], "signal"))
		raise(SIGTERM);
	if (!strcmp(argv[3], "close"))
		close(stream);
	_exit(3);
}
