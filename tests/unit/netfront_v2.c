/* SPDX-License-Identifier: BSD-3-Clause */
/* The same with grants of version 2. */
#define MODEL_V2
#include "netfront.c"
