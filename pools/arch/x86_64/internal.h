/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this folder. */
#define UC_VECTORS 80

#define UC_IST_SIZE 8192
#define UC_ISTS 3

extern bool uc_fsgsbase; /* the instructions may be used */

void uc_features_init(void);
void uc_tables_init(void);
/* Lets further exceptions arrive on a stack that a panic does not run on. */
void uc_tables_panic(void);
void uc_paging_init(void);
void uc_gate_init(void);
UC_NORETURN void uc_frame_return(struct uc_uframe *frame);
/* Calls the handler of an allocated vector. */
void uc_irq_eoi(void) UC_WEAK;
void uc_irq_dispatch(unsigned vector);
