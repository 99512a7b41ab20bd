/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The unwinder in libgcc_eh.a, as gcc 12 and later are built for a glibc of
 * 2.35 or later, asks the C library which object holds an address; its name is
 * not ours to choose. An image is one object. struct and contract: glibc
 * manual, "Dynamic Linker Introspection".
 */

struct dl_find_object {
	unsigned long long flags;
	void *map_start, *map_end;
	void *link_map;
	void *eh_frame; /* the binary search table of .eh_frame_hdr */
	unsigned long long reserved[7];
};

extern char __image_start[], __text_end[], __eh_frame_hdr_start[], __ro_end[];

int _dl_find_object(void *pc, struct dl_find_object *r);

int _dl_find_object(void *pc, struct dl_find_object *r)
{
	uintptr_t at = (uintptr_t)pc;

	if (at < (uintptr_t)__image_start || at >= (uintptr_t)__text_end ||
	    *(unsigned char *)__eh_frame_hdr_start != 1) /* its version */
		return -1;
	*r = (struct dl_find_object){
		.map_start = __image_start,
		.map_end = __ro_end,
		.eh_frame = __eh_frame_hdr_start,
	};
	return 0;
}
