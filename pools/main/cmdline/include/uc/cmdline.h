/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line that the boot loader handed over, taken apart once (level
 * UC_INIT_SCHED): words, then ` -- `, then the application's arguments. Words
 * are separated by blanks; "double quotes" and backslashes group in both.
 *
 * A word NAME=value whose NAME is an identifier is environment; of several the
 * last counts. All others
 * are the kernel's: dotted ones (virtio_mmio.device=…, unicore.name=…), flags
 * without `=`, and ip=, hostname=.
 */
#ifndef UC_CMDLINE_H
#define UC_CMDLINE_H

/* Value of the last kernel word `key=value`; "" for a bare `key`; NULL: absent.
 * The string lives as long as the machine. */
const char *uc_cmdline_get(const char *key);
/* Each value of a repeated key in order: prev is NULL first; NULL at the end. */
const char *uc_cmdline_next(const char *key, const char *prev);

/* All words (environment and kernel) and all arguments, in order: prev is NULL
 * first; NULL at the end. */
const char *uc_cmdline_word(const char *prev);
const char *uc_cmdline_arg(const char *prev);
/* Whether word is environment and not the kernel's. */
bool uc_cmdline_is_env(const char *word);

/* Adds a line: its words behind the words, its arguments behind the arguments.
 * Before level FS; what was asked for before is not valid any more. False: no
 * memory, and nothing was added. */
bool uc_cmdline_append(const char *line);

/*
 * Takes line apart into buf, which must hold strnlen(line) + 1 bytes: words,
 * each ended by NUL, from buf on; arguments likewise from *args to *end.
 * (For the unit test; everyone else uses what was parsed at boot.)
 */
void uc_cmdline_split(char *buf, const char *line, char **args, char **end);
#endif
