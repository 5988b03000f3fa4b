/* rill/key.h -- a value of each task's own, with somebody to clear it away.
 *
 *     static struct rill_key buffers = {.destroy = free};
 *     ... if (!rill_key_get(&buffers)) rill_key_set(&buffers, malloc(512));
 *
 * A _Thread_local variable is cheaper; a key is for what must be given back when
 * its task ends.
 *
 * Memory:  a key is the caller's, zero but for .destroy, and must be there as
 *          long as the program runs: a static variable. A task's values are one
 *          block of the heap region, taken when it sets its first and given back
 *          when it ends. Tasks that set none pay nothing.
 * Callers: tasks only. Nothing here blocks.
 * Errors:  negative errno by return; errno itself untouched.
 */
#ifndef RILL_KEY_H
#define RILL_KEY_H

#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

#define RILL_KEYS_MAX 32u /* keys of one program */

struct rill_key {
    void (*destroy)(void *value); /* NULL: nothing to clear away */
    uint32_t number;              /* private; 0: never set */
};

/* The calling task's value of this key; NULL if it has set none. */
void *rill_key_get(const struct rill_key *key);

/* Set it. What was there before is not destroyed.
 *   returns  0; -ENOMEM; -ENOSPC: the program has RILL_KEYS_MAX keys already.
 *
 * When the task ends (not when the machine stops), destroy(value) is called on it
 * for each value that is not NULL, the newest key's first, with the value set
 * to NULL before. Destroyers may block and may set values: those are destroyed
 * in turn, up to four rounds; what is set after that is dropped. */
int rill_key_set(struct rill_key *key, void *value);

RILL_C_END

#endif
