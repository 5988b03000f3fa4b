/* kernel/console/token.h -- tokens: the task that takes one goes on. */
#ifndef KERNEL_TOKEN_H
#define KERNEL_TOKEN_H

#include "wait.h"

struct rill_token {
    struct rill_waitq waiters;
    bool there; /* with their lock; and then nobody waits */
};

/* Give it to the task that has waited longest, or leave it there. */
void rill_token_put(struct rill_token *t);

/* In a task: wait until it is there, even if the task is cancelled. */
void rill_token_take(struct rill_token *t);

#endif
