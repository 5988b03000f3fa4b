/* switch_ucontext.c -- the switch for any host without one of its own: ucontext of its libc. A
 * saved sp points to a record. A task's first frame has a return address by which we know it. */
#include <stddef.h>
#include <ucontext.h>
#include <task.h>
#include "machine.h"

struct saved {
    uintptr_t not_entry; /* 0, where a first frame has rill_host_entry */
    ucontext_t at;
};

/* Only a mark: no code ever calls it. */
void rill_host_entry(void)
{
    rill_host_wrong("rill_host_entry was called");
}

static void first(unsigned high, unsigned low)
{
    uintptr_t *frame =
        (uintptr_t *)((uintptr_t)high << 16 << 16 | (uintptr_t)low);

    rill_host_first((rill_task_fn *)frame[SWITCH_S(0) / XLEN_BYTES],
                    (void *)frame[SWITCH_S(1) / XLEN_BYTES]);
}

void rill_host_swap(uintptr_t *save_sp, uintptr_t sp)
{
    struct saved me = {0}, *to = (struct saved *)sp;
    ucontext_t fresh;

    *save_sp = (uintptr_t)&me;
    if (to->not_entry != (uintptr_t)rill_host_entry) {
        swapcontext(&me.at, &to->at);
        return;
    }
    getcontext(&fresh);
    fresh.uc_link = NULL;
    fresh.uc_stack.ss_sp = (char *)sp - RILL_HOST_FIRST_ROOM;
    fresh.uc_stack.ss_size = RILL_HOST_FIRST_ROOM;
    makecontext(&fresh, (void (*)(void))first, 2,
                (unsigned)((uint64_t)sp >> 32), (unsigned)sp);
    /* ASan must not take this room for the whole stack and unpoison it. */
    fresh.uc_stack.ss_size = 0;
    swapcontext(&me.at, &fresh);
}
