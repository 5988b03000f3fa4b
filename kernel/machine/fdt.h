/* kernel/machine/fdt.h -- the flattened device tree: one reader for all callers.
 *
 * There is one tree, the last that rill_fdt_open was given. The reader does not copy it:
 *
 *     header --> structure block: BEGIN "soc" PROP.. BEGIN "serial@.." PROP.. LEAVE ..
 *            --> strings: the names of properties
 *            --> reservation block: pairs of address and size
 *
 *     rill_fdt_open    checks the whole tree, once, and says what is wrong
 *     rill_fdt_start, rill_fdt_next   go from node to node, in the tree's order
 *       rill_fdt_path, rill_fdt_find, rill_fdt_phandle    go to the node that is asked for
 *     rill_fdt_get     finds a property of the node that a walk has reached
 *       rill_fdt_number, rill_fdt_reg, rill_fdt_says      read its value as a number ..
 *
 * Memory:  only the caller's struct rill_fdt_node. The reader does not change the tree, and
 *          nothing may change the tree during a read.
 * Callers: anywhere, any hart; rill_fdt_open at boot, on one hart. Nothing here blocks.
 * Trust:   none. Each use of an offset checks the offset against its block. So a tree that
 *          was changed later, or that rill_fdt_open refused, yields nonsense or nothing, but
 *          neither a fault nor a loop: a walk only goes forwards, and an alias or a phandle,
 *          which could lead in a circle, is followed one step.
 * Time:    a walk reads each word of the structure block once; a look for a property reads the
 *          node's properties. rill_fdt_path takes two walks for an alias.
 * Format:  Devicetree Specification 0.3, chapters 2 and 5.
 */
#ifndef KERNEL_FDT_H
#define KERNEL_FDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RILL_FDT_HEADER_BYTES 40          /* spec 5.2 */
#define RILL_FDT_TOTAL        4           /* the header's offset of the size */
#define RILL_FDT_MOST_BYTES   (16u << 20) /* real trees are far below */
#define RILL_FDT_MOST_DEPTH   16

struct rill_fdt_node {
    const char *name; /* with its "@address"; a string */
    const char *at;   /* in the structure block, behind the name */
    unsigned depth;   /* of the root: 1; before the root: 0 */
    bool begun;       /* the walk has passed no child of this node */
    bool whole;       /* the walk has ended, at a proper end of the tree */
    /* By depth: the #address-cells and #size-cells of the node there, which are about its
     * children. 255: more than 4, which no bus has, or no number. */
    uint8_t cells[RILL_FDT_MOST_DEPTH + 1][2];
};

struct rill_fdt_range {
    uint64_t base, bytes;
};

/* Check the tree at fdt. The caller sees to it that all of the tree can be read.
 *   returns  NULL: this is the tree from now on. Else a few words that say what is wrong;
 *            then there is no tree, and every walk ends at once. */
const char *rill_fdt_open(const void *fdt);

/* Go before the root; the next rill_fdt_next goes to the root. */
void rill_fdt_start(struct rill_fdt_node *n);

/* Go to the next node in the tree's order: the first child, when the node has one.
 *   returns  false: the walk has ended; n->whole says whether at the end of a sound tree. */
bool rill_fdt_next(struct rill_fdt_node *n);

/* Go to the node at a path, "/cpus/cpu@1". A path without the "@1" leads to the first node of
 * that name. A path that does not begin with a '/' begins with an alias. The path ends after
 * `bytes` bytes, at a 0, or at a ':'.   returns  false: there is no such node. */
bool rill_fdt_path(struct rill_fdt_node *n, const char *path, size_t bytes);

/* Go to the nth node, from 0, that is compatible with `name` and not off. */
bool rill_fdt_find(struct rill_fdt_node *n, const char *name, unsigned nth);

/* Go to the node with this phandle. */
bool rill_fdt_phandle(struct rill_fdt_node *n, uint32_t phandle);

/* The value of the node's property `name`, and in *bytes its size.
 *   returns  NULL, and *bytes is 0: the node has no such property before its first child. */
const char *rill_fdt_get(const struct rill_fdt_node *n, const char *name,
                         size_t *bytes);

/* Is the string one of the property's strings? */
bool rill_fdt_says(const struct rill_fdt_node *n, const char *name,
                   const char *string);

/* Is the node not off? Its status begins with "ok" then, or it has none (spec 2.3.4). */
bool rill_fdt_works(const struct rill_fdt_node *n);

/* The property as one number, of 32 or 64 bits. false: it has neither size. */
bool rill_fdt_number(const struct rill_fdt_node *n, const char *name,
                     uint64_t *number);

/* Word i of the property; the specification calls a word a cell. */
bool rill_fdt_cell(const struct rill_fdt_node *n, const char *name, size_t i,
                   uint32_t *cell);

/* Entry i of reg, by the cells that the parent gives. Of a number of more than 64 bits it
 * takes the low 64. It does not look at `ranges`, so it translates no address of a bus. */
bool rill_fdt_reg(const struct rill_fdt_node *n, size_t i,
                  struct rill_fdt_range *range);

/* Entry i of the reservation block (spec 5.3). */
bool rill_fdt_reserved(size_t i, struct rill_fdt_range *range);

/* Are the two strings equal? Neither need be in the tree. */
bool rill_fdt_is(const char *have, const char *want);

/* 4 bytes as a number. */
uint32_t rill_fdt_word(const void *at);

#endif
