/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* console: ok kept */
/* host: 0 */
/* Interrupts at any instruction leave every register, the direction flag and the
 * red zone as they were, also those that come while the kernel is being left. */
#include "booted.h"
#include <pthread.h>
#include <sys/time.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

static atomic_int stop;

/* Fills all registers and the red zone, spins, and looks; 0: nothing changed. */
long hold(long rounds);
__asm__(".globl hold\n"
	"hold:\n"
	".irp r,rbx,rbp,r12,r13,r14,r15\n"
	"	push %\\r\n"
	".endr\n"
	"	mov %rdi,%rcx\n"
	".set n,1\n"
	".irp r,rax,rbx,rdx,rsi,rdi,rbp,r8,r9,r10,r11,r12,r13,r14,r15\n"
	"	movabs $0x0123456789abcd00+n,%\\r\n"
	"	mov %\\r,-8*n(%rsp)\n"
	"	.set n,n+1\n"
	".endr\n"
	"	movq $0x77777777,-120(%rsp)\n"
	"	movq $0x55555555,-128(%rsp)\n"
	"	std\n"
	"1:	stc\n"
	"	jnc 2f\n"
	"	dec %rcx\n"
	"	jnz 1b\n"
	"	pushfq\n" /* overwrites the first word, which rax still has */
	"	cld\n"
	"	pop %rcx\n"
	"	bt $10,%rcx\n" /* the direction flag */
	"	jnc 2f\n"
	"	mov %rax,-8(%rsp)\n"
	".set n,1\n"
	".irp r,rax,rbx,rdx,rsi,rdi,rbp,r8,r9,r10,r11,r12,r13,r14,r15\n"
	"	movabs $0x0123456789abcd00+n,%rcx\n"
	"	cmp %\\r,%rcx\n"
	"	jne 2f\n"
	"	cmp -8*n(%rsp),%rcx\n"
	"	jne 2f\n"
	"	.set n,n+1\n"
	".endr\n"
	"	cmpq $0x77777777,-120(%rsp)\n"
	"	jne 2f\n"
	"	cmpq $0x55555555,-128(%rsp)\n"
	"	jne 2f\n"
	"	xor %eax,%eax\n"
	"	jmp 3f\n"
	"2:	cld\n"
	"	mov $1,%eax\n"
	"3:\n"
	".irp r,r15,r14,r13,r12,rbp,rbx\n"
	"	pop %\\r\n"
	".endr\n"
	"	ret\n");

/* Timers that expire all the time. */
static void *naps(void *arg)
{
	struct timespec t = {0, (long)arg};

	while (!stop)
		nanosleep(&t, NULL);
	return NULL;
}

static void handler(int sig)
{
	(void)sig;
}

int main(void)
{
	struct itimerval every = {{0, 300}, {0, 300}};
	pthread_t t[3];
	time_t end;

	booted();
	signal(SIGALRM, handler);
	CHECK(!setitimer(ITIMER_REAL, &every, NULL));
	for (long i = 0; i < 3; i++)
		CHECK(!pthread_create(&t[i], NULL, naps, (void *)(20000 + 37000 * i)));
	end = time(NULL) + 3;
	for (long n = 0; time(NULL) < end; n++) {
		CHECK(!hold(n % 5000 + 1));
		getppid();
	}
	stop = 1;
	for (int i = 0; i < 3; i++)
		pthread_join(t[i], NULL);
	puts("ok kept");
	return 0;
}
