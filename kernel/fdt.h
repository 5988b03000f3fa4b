/* kernel/fdt.h -- reading a flattened device tree.
 * Format: Devicetree Specification 0.3, chapter 5. Allocates nothing, trusts
 * nothing: every offset is checked against the tree's own size before use. */
#ifndef KERNEL_FDT_H
#define KERNEL_FDT_H

#include <stddef.h>
#include <stdint.h>

/* Spec 5.2. */
#define RILL_FDT_HEADER_BYTES 40

/* What is wrong with the tree at fdt, in a few words; NULL: nothing. */
const char *rill_fdt_fault(const void *fdt);

/* The value of property `name` in the first node whose name is `node`, up to an
 * '@', directly below the root ("" is the root itself).
 *   returns  NULL: no such property; else *bytes is its length. */
const char *rill_fdt_property(const void *fdt, const char *node,
                              const char *name, size_t *bytes);

/* A number of `cells` big-endian 32-bit words, 64 bits of it at the most; *at goes
 * behind it. */
uint64_t rill_fdt_take(const char **at, size_t cells);

#endif
