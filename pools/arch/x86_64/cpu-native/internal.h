/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this folder. */
extern bool uc_fsgsbase; /* the instructions may be used */
