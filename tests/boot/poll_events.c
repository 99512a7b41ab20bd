/* SPDX-License-Identifier: BSD-3-Clause */
/* host: 0 */
/* console: ok pipe */
/* cflags: -pthread */
/* console: ok poll_events */
/* Pipes, poll, select, epoll and event descriptors: the same on Linux. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static char big[200000];

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static short look(int fd, short events)
{
	struct pollfd p = {fd, events, 0};
	CHECK(poll(&p, 1, 0) >= 0);
	return p.revents;
}

static void *slow_reader(void *arg)
{
	size_t got = 0;
	while (got < sizeof big) {
		static char buf[5000];
		ssize_t n = read(*(int *)arg, buf, sizeof buf);
		CHECK(n > 0 && !memcmp(buf, big + got, n));
		got += n;
	}
	return NULL;
}

static void pipes(void)
{
	int p[2], n;
	char buf[100];
	pthread_t t;
	struct stat st;

	CHECK(!pipe2(p, O_NONBLOCK | O_CLOEXEC));
	CHECK(fcntl(p[0], F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(p[1], F_GETFL) == (O_WRONLY | O_NONBLOCK));
	CHECK(!fstat(p[0], &st) && S_ISFIFO(st.st_mode));
	CHECK(read(p[0], buf, 1) == -1 && errno == EAGAIN);
	CHECK(look(p[0], POLLIN) == 0 && look(p[1], POLLOUT) == POLLOUT);
	CHECK(write(p[1], "hello", 5) == 5);
	CHECK(!ioctl(p[0], FIONREAD, &n) && n == 5);
	CHECK(look(p[0], POLLIN | POLLRDNORM) == (POLLIN | POLLRDNORM));
	CHECK(read(p[0], buf, 2) == 2 && read(p[0], buf, 100) == 3);
	CHECK(write(p[1], big, sizeof big) == 65536);
	CHECK(write(p[1], big, 1) == -1 && errno == EAGAIN);
	CHECK(look(p[1], POLLOUT) == 0);
	CHECK(read(p[0], big, 65536) == 65536);
	CHECK(lseek(p[0], 0, SEEK_SET) == -1 && errno == ESPIPE);
	CHECK(read(p[1], buf, 1) == -1 && errno == EBADF);
	CHECK(fcntl(p[0], F_GETPIPE_SZ) == 65536);
	CHECK(fcntl(p[0], F_SETPIPE_SZ, 8192) == 8192);
	CHECK(write(p[1], big, sizeof big) == 8192);
	CHECK(read(p[0], big, sizeof big) == 8192);
	close(p[1]);
	CHECK(look(p[0], POLLIN) == POLLHUP && read(p[0], buf, 1) == 0);
	close(p[0]);

	CHECK(!pipe(p));
	for (size_t i = 0; i < sizeof big; i++)
		big[i] = i * 7 + i / 251;
	CHECK(!pthread_create(&t, NULL, slow_reader, p));
	CHECK(write(p[1], big, sizeof big) == sizeof big);
	pthread_join(t, NULL);
	signal(SIGPIPE, SIG_IGN);
	close(p[0]);
	CHECK(look(p[1], POLLOUT) == (POLLOUT | POLLERR));
	CHECK(write(p[1], "x", 1) == -1 && errno == EPIPE);
	close(p[1]);
	puts("ok pipe");
}

static void *open_writer(void *name)
{
	int fd = open(name, O_WRONLY);
	CHECK(fd >= 0 && write(fd, "fifo", 4) == 4);
	close(fd);
	return NULL;
}

static void fifos(void)
{
	char name[] = "/tmp/fifoXXXXXX", buf[10];
	pthread_t t;

	close(mkstemp(name));
	unlink(name);
	CHECK(!mkfifo(name, 0600));
	CHECK(!pthread_create(&t, NULL, open_writer, name));
	int fd = open(name, O_RDONLY);
	CHECK(fd >= 0 && read(fd, buf, 10) == 4 && read(fd, buf, 10) == 0);
	CHECK(look(fd, POLLIN) == POLLHUP);
	pthread_join(t, NULL);
	close(fd);
	fd = open(name, O_RDONLY | O_NONBLOCK);
	CHECK(look(fd, POLLIN) == 0);
	close(fd);
	unlink(name);
	puts("ok fifo");
}

static void *write_later(void *arg)
{
	usleep(50000);
	CHECK(write(*(int *)arg, "x", 1) == 1);
	return NULL;
}

static void polls(void)
{
	int p[2], q[2];
	pthread_t t;
	struct pollfd f[20];
	struct timeval tv = {0, 100000};
	fd_set in, out;
	double from;

	CHECK(!pipe(p) && !pipe(q));
	from = now();
	f[0] = (struct pollfd){p[0], POLLIN, 0};
	CHECK(poll(f, 1, 100) == 0 && now() - from >= 0.099);
	for (int i = 0; i < 20; i++)
		f[i] = (struct pollfd){i == 19 ? p[0] : i == 5 ? 12345 : q[0],
				       POLLIN, 77};
	CHECK(poll(f, 20, 0) == 1 && f[5].revents == POLLNVAL && !f[0].revents);
	f[5].fd = -7;
	CHECK(!pthread_create(&t, NULL, write_later, &p[1]));
	from = now();
	CHECK(poll(f, 20, 5000) == 1 && f[19].revents == POLLIN && !f[5].revents);
	CHECK(now() - from < 2);
	pthread_join(t, NULL);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(p[0], &in);
	FD_SET(q[0], &in);
	FD_SET(p[1], &out);
	CHECK(select(100, &in, &out, NULL, &tv) == 2);
	CHECK(FD_ISSET(p[0], &in) && !FD_ISSET(q[0], &in) && FD_ISSET(p[1], &out));
	FD_ZERO(&in);
	FD_SET(q[0], &in);
	CHECK(select(q[0] + 1, &in, NULL, NULL, &tv) == 0 && !FD_ISSET(q[0], &in));
	/* Linux looks at no descriptor beyond its table, which has 64 at least */
	FD_SET(60, &in);
	CHECK(select(61, &in, NULL, NULL, &tv) == -1 && errno == EBADF);
	CHECK(select(-1, NULL, NULL, NULL, &tv) == -1 && errno == EINVAL);
	CHECK(poll(NULL, 0, 1) == 0);
	int file = open("/dev/null", O_RDWR);
	CHECK(look(file, POLLIN | POLLOUT) == (POLLIN | POLLOUT));
	close(file), close(p[0]), close(p[1]), close(q[0]), close(q[1]);
	puts("ok poll");
}

static void add(int ep, int op, int fd, uint32_t events, int want)
{
	struct epoll_event e = {.events = events, .data.u64 = 0x123400000000 + fd};
	int r = epoll_ctl(ep, op, fd, &e);
	if ((r ? errno : 0) != want)
		printf("epoll_ctl(%d, %d, %#x): %s\n", op, fd, events,
		       r ? strerror(errno) : "success");
	CHECK((r ? errno : 0) == want);
}

static int wait_one(int ep, int ms, uint32_t *events)
{
	struct epoll_event e[4];
	int n = epoll_wait(ep, e, 4, ms);
	CHECK(n == 0 || n == 1);
	if (n)
		*events = e[0].events;
	return n ? (int)(e[0].data.u64 & 0xffffffff) : -1;
}

static void epolls(void)
{
	int ep = epoll_create1(EPOLL_CLOEXEC), p[2], q[2], d;
	uint32_t ev;
	char buf[10];
	pthread_t t;
	struct epoll_event e[4];

	CHECK(ep >= 0 && epoll_create1(1) == -1 && errno == EINVAL);
	CHECK(!pipe2(p, O_NONBLOCK) && !pipe2(q, O_NONBLOCK));
	add(ep, EPOLL_CTL_ADD, ep, EPOLLIN, EINVAL);
	add(ep, EPOLL_CTL_ADD, 999, EPOLLIN, EBADF);
	add(p[0], EPOLL_CTL_ADD, p[1], EPOLLIN, EINVAL);
	add(ep, EPOLL_CTL_MOD, p[0], EPOLLIN, ENOENT);
	add(ep, EPOLL_CTL_DEL, p[0], EPOLLIN, ENOENT);
	add(ep, 9, p[0], EPOLLIN, EINVAL);
	d = open("/", O_RDONLY);
	add(ep, EPOLL_CTL_ADD, d, EPOLLIN, EPERM);
	close(d);
	CHECK(epoll_wait(ep, e, 0, 0) == -1 && errno == EINVAL);
	CHECK(epoll_wait(p[0], e, 1, 0) == -1 && errno == EINVAL);
	CHECK(epoll_wait(999, e, 1, 0) == -1 && errno == EBADF);

	/* level-triggered */
	add(ep, EPOLL_CTL_ADD, p[0], EPOLLIN, 0);
	add(ep, EPOLL_CTL_ADD, p[0], EPOLLIN, EEXIST);
	CHECK(wait_one(ep, 0, &ev) == -1);
	CHECK(write(p[1], "ab", 2) == 2);
	CHECK(wait_one(ep, 0, &ev) == p[0] && ev == EPOLLIN);
	CHECK(wait_one(ep, -1, &ev) == p[0]);
	CHECK(read(p[0], buf, 1) == 1 && wait_one(ep, 0, &ev) == p[0]);
	CHECK(read(p[0], buf, 1) == 1 && wait_one(ep, 0, &ev) == -1);

	/* edge-triggered: each arrival once */
	add(ep, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET, 0);
	CHECK(write(p[1], "a", 1) == 1);
	CHECK(wait_one(ep, 0, &ev) == p[0] && wait_one(ep, 0, &ev) == -1);
	CHECK(write(p[1], "b", 1) == 1);
	CHECK(wait_one(ep, 0, &ev) == p[0] && wait_one(ep, 0, &ev) == -1);
	add(ep, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET, 0);
	CHECK(wait_one(ep, 0, &ev) == p[0] && wait_one(ep, 0, &ev) == -1);

	/* one shot: until it is armed again */
	add(ep, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT, 0);
	CHECK(wait_one(ep, 0, &ev) == p[0] && wait_one(ep, 0, &ev) == -1);
	CHECK(write(p[1], "c", 1) == 1 && wait_one(ep, 0, &ev) == -1);
	add(ep, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT, 0);
	CHECK(wait_one(ep, 0, &ev) == p[0]);
	CHECK(read(p[0], buf, 10) == 3);

	/* a wake-up from another thread; a time that passes */
	add(ep, EPOLL_CTL_MOD, p[0], EPOLLIN, 0);
	CHECK(!pthread_create(&t, NULL, write_later, &p[1]));
	CHECK(wait_one(ep, 5000, &ev) == p[0]);
	pthread_join(t, NULL);
	CHECK(read(p[0], buf, 10) == 1);
	double from = now();
	CHECK(wait_one(ep, 60, &ev) == -1 && now() - from >= 0.059);

	/* nested, and cycles */
	int outer = epoll_create1(0);
	add(outer, EPOLL_CTL_ADD, ep, EPOLLIN, 0);
	add(ep, EPOLL_CTL_ADD, outer, EPOLLIN, ELOOP);
	CHECK(wait_one(outer, 0, &ev) == -1 && look(ep, POLLIN) == 0);
	CHECK(write(p[1], "x", 1) == 1);
	CHECK(look(outer, POLLIN) == POLLIN && look(ep, POLLIN) == POLLIN);
	CHECK(wait_one(outer, 0, &ev) == ep && wait_one(ep, 0, &ev) == p[0]);
	close(outer);

	/* the registration belongs to the open file, not to the number */
	d = dup(p[0]);
	close(p[0]);
	CHECK(epoll_wait(ep, e, 4, 0) == 1 && (int)e[0].data.u64 == p[0]);
	close(d);
	CHECK(wait_one(ep, 0, &ev) == -1);

	/* hang-up is reported unasked; the order is that of arrival */
	add(ep, EPOLL_CTL_ADD, p[1], 0, 0);
	CHECK(wait_one(ep, 0, &ev) == p[1] && ev == EPOLLERR);
	add(ep, EPOLL_CTL_DEL, p[1], 0, 0);
	add(ep, EPOLL_CTL_ADD, q[1], EPOLLOUT | EPOLLEXCLUSIVE, 0);
	add(ep, EPOLL_CTL_MOD, q[1], EPOLLOUT, EINVAL);
	CHECK(wait_one(ep, 0, &ev) == q[1] && ev == EPOLLOUT);
	close(p[1]), close(q[0]), close(q[1]);
	CHECK(wait_one(ep, 0, &ev) == -1);
	close(ep);
	puts("ok epoll");
}

static void *count_up(void *arg)
{
	uint64_t one = 1;
	usleep(30000);
	CHECK(write(*(int *)arg, &one, 8) == 8);
	return NULL;
}

static void eventfds(void)
{
	int fd = eventfd(3, EFD_NONBLOCK);
	uint64_t v = 5;
	pthread_t t;

	CHECK(fd >= 0 && write(fd, &v, 8) == 8);
	CHECK(look(fd, POLLIN | POLLOUT) == (POLLIN | POLLOUT));
	CHECK(read(fd, &v, 7) == -1 && errno == EINVAL);
	CHECK(read(fd, &v, 8) == 8 && v == 8);
	CHECK(read(fd, &v, 8) == -1 && errno == EAGAIN);
	v = UINT64_MAX;
	CHECK(write(fd, &v, 8) == -1 && errno == EINVAL);
	v--;
	CHECK(write(fd, &v, 8) == 8 && look(fd, POLLOUT) == 0);
	v = 1;
	CHECK(write(fd, &v, 8) == -1 && errno == EAGAIN);
	close(fd);
	fd = eventfd(2, EFD_SEMAPHORE);
	CHECK(read(fd, &v, 8) == 8 && v == 1 && read(fd, &v, 8) == 8 && v == 1);
	CHECK(!pthread_create(&t, NULL, count_up, &fd));
	CHECK(read(fd, &v, 8) == 8 && v == 1);
	pthread_join(t, NULL);
	close(fd);
	CHECK(eventfd(0, 0x4000) == -1 && errno == EINVAL);
	puts("ok eventfd");
}

static void timerfds(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct itimerspec v = {{0, 20000000}, {0, 30000000}}, old;
	uint64_t n;

	CHECK(fd >= 0 && read(fd, &n, 8) == -1 && errno == EAGAIN);
	CHECK(!timerfd_settime(fd, 0, &v, NULL));
	CHECK(!timerfd_gettime(fd, &old) && old.it_interval.tv_nsec == 20000000 &&
	      old.it_value.tv_nsec > 0 && old.it_value.tv_nsec <= 30000000);
	CHECK(look(fd, POLLIN) == 0);
	struct pollfd p = {fd, POLLIN, 0};
	double from = now();
	CHECK(poll(&p, 1, 5000) == 1 && now() - from > 0.02);
	CHECK(read(fd, &n, 8) == 8 && n >= 1);
	usleep(100000);
	CHECK(read(fd, &n, 8) == 8 && n >= 3);
	memset(&v, 0, sizeof v);
	CHECK(!timerfd_settime(fd, 0, &v, &old) && old.it_interval.tv_nsec);
	usleep(30000);
	CHECK(read(fd, &n, 8) == -1 && errno == EAGAIN);
	close(fd);
	fd = timerfd_create(CLOCK_REALTIME, 0);
	clock_gettime(CLOCK_REALTIME, &v.it_value);
	v.it_value.tv_nsec += 20000000;
	if (v.it_value.tv_nsec >= 1000000000)
		v.it_value.tv_nsec -= 1000000000, v.it_value.tv_sec++;
	CHECK(!timerfd_settime(fd, TFD_TIMER_ABSTIME, &v, NULL));
	CHECK(read(fd, &n, 8) == 8 && n == 1);
	v.it_value.tv_nsec = 1000000000;
	CHECK(timerfd_settime(fd, 0, &v, NULL) == -1 && errno == EINVAL);
	close(fd);
	CHECK(timerfd_create(77, 0) == -1 && errno == EINVAL);
	CHECK(timerfd_settime(1, 0, &old, NULL) == -1 && errno == EINVAL);
	puts("ok timerfd");
}

static volatile int handled;
static void handler(int sig)
{
	handled = sig;
}

static void signals(void)
{
	sigset_t set, none;
	struct signalfd_siginfo s[2];
	int ep = epoll_create1(0), fd;
	struct epoll_event e;
	struct timespec t = {5, 0};

	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK);
	CHECK(fd >= 0 && read(fd, s, sizeof s) == -1 && errno == EAGAIN);
	add(ep, EPOLL_CTL_ADD, fd, EPOLLIN, 0);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR2);
	CHECK(epoll_wait(ep, &e, 1, 1000) == 1 && e.events == EPOLLIN);
	CHECK(read(fd, s, 1) == -1 && errno == EINVAL);
	CHECK(read(fd, s, sizeof s) == sizeof s);
	CHECK(s[0].ssi_signo == SIGUSR1 && s[1].ssi_signo == SIGUSR2);
	CHECK((int)s[0].ssi_pid == getpid());
	CHECK(epoll_wait(ep, &e, 1, 0) == 0);

	/* a mask that holds during the wait only */
	signal(SIGUSR1, handler);
	kill(getpid(), SIGUSR1);
	usleep(1000);
	CHECK(!handled);
	add(ep, EPOLL_CTL_DEL, fd, 0, 0);
	CHECK(epoll_pwait(ep, &e, 1, 5000, &none) == -1 && errno == EINTR);
	CHECK(handled == SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &none);
	CHECK(sigismember(&none, SIGUSR1));
	handled = 0;
	kill(getpid(), SIGUSR1);
	sigemptyset(&none);
	CHECK(ppoll(NULL, 0, &t, &none) == -1 && errno == EINTR && handled);
	handled = 0;
	kill(getpid(), SIGUSR1);
	CHECK(pselect(0, NULL, NULL, NULL, &t, &none) == -1 && errno == EINTR);
	CHECK(handled);
	t = (struct timespec){0, 1000000};
	CHECK(pselect(0, NULL, NULL, NULL, &t, &none) == 0);
	sigprocmask(SIG_BLOCK, NULL, &none);
	CHECK(sigismember(&none, SIGUSR1));
	close(fd), close(ep);
	puts("ok signalfd");
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	pipes();
	fifos();
	polls();
	epolls();
	eventfds();
	timerfds();
	signals();
	puts("ok poll_events");
	return 0;
}
