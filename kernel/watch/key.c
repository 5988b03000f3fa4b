/* kernel/watch/key.c -- values of tasks, and their destroyers.
 *
 * A thread-local variable points to the block that holds a task's values. A key's number is the
 * place of its value in that block, and of the key in `keys`. A key gets its number at its first
 * rill_key_set, and Rill never gives that number to another key, so no task can read a value
 * through the wrong key. We refused to delete keys: every value would need a generation, for
 * programs that unload code, and no program here does.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <rill/key.h>
#include "extras.h"
#include "task.h"

#define ROUNDS 4 /* POSIX.1-2017: PTHREAD_DESTRUCTOR_ITERATIONS */

/* A task's values. They lie on the stack of a task that never runs. */
struct values {
    struct rill_block block;
    struct rill_task *task;
    void *of[RILL_KEYS_MAX];
};

static struct rill_key *keys[RILL_KEYS_MAX]; /* number 1 is keys[0] */
static uint32_t key_count;
static _Thread_local struct values *mine;

void *rill_key_get(const struct rill_key *key)
{
    return mine && key->number ? mine->of[key->number - 1] : NULL;
}

/* Call the destroyers once, newest key first.   returns  whether there was a value. */
static bool destroy_round(void)
{
    bool any = false;

    for (uint32_t i = key_count; i-- > 0;) {
        void *value = mine->of[i];

        mine->of[i] = NULL;
        if (value && keys[i]->destroy) {
            any = true;
            keys[i]->destroy(value);
        }
    }
    return any;
}

static void destroy_all(void)
{
    struct values *v;

    if (!mine)
        return;
    for (int i = 0; i < ROUNDS && destroy_round(); i++) {
    }
    v = mine;
    mine = NULL;
    rill_sched_begin(RILL_SENTENCE("rill_task_exit"));
    v->task->kind -= RILL_BLOCK_VALUES;
    rill_block_give_here(rill_hart_self(), &v->block, v->task);
}

/* The caller holds rill_sched_lock. */
static int set(struct rill_key *key, void *value)
{
    struct rill_task *t;

    if (!key->number) {
        if (key_count == RILL_KEYS_MAX)
            return -ENOSPC;
        keys[key_count++] = key;
        key->number = key_count;
        rill_task_extras.destroy = destroy_all;
        rill_extras_turn_on();
    }
    if (!mine) {
        if (!value)
            return 0;
        t = rill_block_take(rill_task_kind(sizeof *mine));
        if (!t)
            return -ENOMEM;
        t->kind += RILL_BLOCK_VALUES;
        mine = (struct values *)t->stack_low;
        mine->task = t;
        memset(mine->of, 0, sizeof mine->of);
    }
    mine->of[key->number - 1] = value;
    return 0;
}

int rill_key_set(struct rill_key *key, void *value)
{
    int r;

    RILL_NEEDS(rill_block_of_any);
    rill_sched_enter("rill_key_set");
    r = set(key, value);
    rill_sched_leave();
    return r;
}
