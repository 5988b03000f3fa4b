/* kernel/machine/fdt.h -- the flattened device tree: one reader for all callers.
 *
 * There is one tree, the one that rill_fdt_open was given last, and it is read
 * where it lies:
 *
 *     header --> structure block: BEGIN "soc" PROP.. BEGIN "serial@.." PROP.. LEAVE ..
 *            --> strings: the names of properties
 *            --> reservation block: pairs of address and size
 *
 *     rill_fdt_open    looks it all over, once, and says what is wrong
 *     rill_fdt_start, rill_fdt_next   go from node to node, in the tree's order
 *       rill_fdt_path, rill_fdt_find, rill_fdt_phandle    until one is the right one
 *     rill_fdt_get     a property of the node that was reached
 *       rill_fdt_number, rill_fdt_reg, rill_fdt_says      as what it is meant to be
 *
 * Memory:  none but the caller's struct rill_fdt_node. The tree is not changed,
 *          and must not be while it is read.
 * Callers: anywhere, any hart; rill_fdt_open at boot, on one.
 * Trust:   none. Every offset is checked against the block that it is in, each time
 *          it is used, so a tree that is changed later, or was never opened well,
 *          yields nonsense or nothing, and neither a fault nor a loop: a walk goes
 *          forwards only. What could be a cycle, an alias or a phandle, is followed
 *          one step.
 * Time:    a walk looks at each word of the structure block once; a property, at
 *          the node's properties. rill_fdt_path of an alias takes two walks.
 * Format:  Devicetree Specification 0.3, chapters 2 and 5.
 */
#ifndef KERNEL_FDT_H
#define KERNEL_FDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RILL_FDT_HEADER_BYTES 40          /* spec 5.2 */
#define RILL_FDT_TOTAL        4           /* where in it the tree's size is */
#define RILL_FDT_MOST_BYTES   (16u << 20) /* no real tree comes near these */
#define RILL_FDT_MOST_DEPTH   16

struct rill_fdt_node {
    const char *name; /* with its "@address"; a string */
    const char *at;   /* in the structure block, behind the name */
    unsigned depth;   /* of the root: 1; 0: before it */
    bool begun;       /* no child of it has been passed */
    bool whole;       /* the walk has come to the tree's end, and it is one */
    /* #address-cells, #size-cells: what nodes of that depth say of their children;
     * 255: more than 4, which no bus has, or not a number. */
    uint8_t cells[RILL_FDT_MOST_DEPTH + 1][2];
};

struct rill_fdt_range {
    uint64_t base, bytes;
};

/* Look over the tree at fdt, all of which can be read.
 *   returns  NULL: it is the tree from now on; else what is wrong, in a few words,
 *            and there is none: every walk ends at once. */
const char *rill_fdt_open(const void *fdt);

/* Before the root, from where rill_fdt_next goes to it. */
void rill_fdt_start(struct rill_fdt_node *n);

/* To the next node in the tree's order, which is the first child if there is one.
 * false: there was none; n->whole says whether that was the end of a sound tree. */
bool rill_fdt_next(struct rill_fdt_node *n);

/* The node that a path leads to: "/cpus/cpu@1", where "@1" may be left out, and then
 * it is the first of the name. A path that does not begin with a '/' is an alias. It
 * is in a value of n bytes, and ends there, at a 0, or at a ':'. */
bool rill_fdt_path(struct rill_fdt_node *n, const char *path, size_t bytes);

/* The nth, from 0, of the nodes that are compatible with `name` and not off. */
bool rill_fdt_find(struct rill_fdt_node *n, const char *name, unsigned nth);

/* The node with this phandle. */
bool rill_fdt_phandle(struct rill_fdt_node *n, uint32_t phandle);

/* The value of a property: *bytes of it. NULL, and 0: there is none of that name
 * before the node's first child. */
const char *rill_fdt_get(const struct rill_fdt_node *n, const char *name,
                         size_t *bytes);

/* Is the string among those that the property has? */
bool rill_fdt_says(const struct rill_fdt_node *n, const char *name,
                   const char *string);

/* Nobody says that it is off: its status, if any, begins with "ok" (spec 2.3.4). */
bool rill_fdt_works(const struct rill_fdt_node *n);

/* The property as one number of 32 or 64 bits, whichever it has. */
bool rill_fdt_number(const struct rill_fdt_node *n, const char *name,
                     uint64_t *number);

/* Word i of the property: of cells, in the language of the spec. */
bool rill_fdt_cell(const struct rill_fdt_node *n, const char *name, size_t i,
                   uint32_t *cell);

/* Entry i of reg, in the cells of the parent; of numbers of more than 64 bits the
 * low ones. No address of a bus is translated: ranges is not looked at. */
bool rill_fdt_reg(const struct rill_fdt_node *n, size_t i,
                  struct rill_fdt_range *range);

/* Entry i of the reservation block (spec 5.3). */
bool rill_fdt_reserved(size_t i, struct rill_fdt_range *range);

/* Two strings, of the tree or not: are they the same? */
bool rill_fdt_is(const char *have, const char *want);

/* 4 bytes as a number. */
uint32_t rill_fdt_word(const void *at);

#endif
