/* kernel/console/token.h -- tokens: a task waits until it can take the token. */
#ifndef KERNEL_TOKEN_H
#define KERNEL_TOKEN_H

#include "wait.h"

struct rill_token {
    struct rill_waitq waiters;
    bool there; /* their lock protects it; true: no task waits */
};

/* Give the token to the task that has waited longest; if none waits, leave it there. In a task
 * or in a switch; does not block. */
void rill_token_put(struct rill_token *t);

/* In a task: wait for the token and take it, even when the task is cancelled. */
void rill_token_take(struct rill_token *t);

#endif
