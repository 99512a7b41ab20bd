/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SIGNAL_USER_H
#define UC_SIGNAL_USER_H
#include "state.h"
/* Sends on behalf of the application: sig 0 only asks. info's sender is set. */
long uc_signal_user(struct uc_thread *t, int sig, siginfo_t *info);
#endif
