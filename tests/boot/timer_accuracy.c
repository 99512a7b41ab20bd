/* SPDX-License-Identifier: BSD-3-Clause */
/* console: begin */
/* console: end */
/* limit: 90s */
/* 10 s in steps of 250 ms; the Go test holds them against the host's clock. */
#include "booted.h"
#include <time.h>
#include <unistd.h>

static double now(clockid_t c)
{
	struct timespec t;

	CHECK(!clock_gettime(c, &t));
	return t.tv_sec + t.tv_nsec / 1e9;
}

int main(void)
{
	double start, wall, d, w;

	booted();
	start = now(CLOCK_MONOTONIC);
	wall = now(CLOCK_REALTIME);
	CHECK(wall > 1.6e9);
	write(1, "begin\n", 6);
	for (int i = 1; i <= 40; i++) {
		struct timespec t;
		double until = start + i * 0.25;

		t.tv_sec = (time_t)until;
		t.tv_nsec = (long)((until - t.tv_sec) * 1e9);
		CHECK(!clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
		CHECK(now(CLOCK_MONOTONIC) >= until - 1e-6);
	}
	write(1, "end\n", 4);
	d = now(CLOCK_MONOTONIC) - start;
	w = now(CLOCK_REALTIME) - wall;
	CHECK(d >= 10 && w > d - 0.1 && w < d + 0.1);
	return 0;
}
