/* rill/key.h -- values of which each task has its own, and which its end gives back.
 *
 *     static struct rill_key buffers = {.destroy = free};
 *     ... if (!rill_key_get(&buffers)) rill_key_set(&buffers, malloc(512));
 *
 * A _Thread_local variable is cheaper. A key is for a value that must be given back when its
 * task ends.
 *
 * Memory:  the caller owns the key: zero but for .destroy, and there as long as the program
 *          runs, as a static variable is. The first rill_key_set of a task takes one block
 *          for all its values from the heap region, and the task's end gives it back. A
 *          task that sets no value pays nothing.
 * Callers: tasks alone, on any hart. No call blocks.
 * Errors:  a call returns 0 or a negative errno. errno itself stays as it was.
 */
#ifndef RILL_KEY_H
#define RILL_KEY_H

#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

#define RILL_KEYS_MAX 32u /* keys of one program */

struct rill_key {
    void (*destroy)(void *value); /* NULL: nothing to give back */
    uint32_t number;              /* Rill's own; 0 at the start */
};

/* The calling task's value of this key; NULL: the task has set none. */
void *rill_key_get(const struct rill_key *key);

/* Set the calling task's value of this key. The value that was there before is not
 * destroyed.
 *   returns  0; -ENOMEM; -ENOSPC: the program has RILL_KEYS_MAX keys already.
 *
 * When the task ends (but not when the machine stops), Rill takes each of the task's values
 * that is not NULL, the newest key's first, sets it to NULL, and calls destroy(value). A
 * destroyer may block, and may set values: Rill destroys these in turn, in up to four
 * rounds. Values that are set after that are dropped. */
int rill_key_set(struct rill_key *key, void *value);

RILL_C_END

#endif
