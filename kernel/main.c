/* kernel/main.c -- how the machine starts, a line for each step. Start reading here.
 *
 * boot/start.S calls rill_main with a stack, a trap vector, .data and .bss in place and interrupts
 * off. The words on the right of each step say what works after it.
 */
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>
#include "harts.h"
#include "heap.h"
#include "paging.h"
#include "task.h"
#include "timer.h"
#include "trap.h"

struct rill_boot { /* registers at entry, for a debugger */
    uintptr_t hart_id;
    const void *a1;
} rill_boot;

const char *rill_boot_args(void)
{
    return rill_board.loader->args();
}

static void start_first_task(size_t stack_bytes)
{
    struct rill_task_opts opts = {.name = "main", .stack_bytes = stack_bytes};

    if (rill_task_make(NULL, &opts, rill_image_main, (void *)stack_bytes,
                       (uintptr_t)__builtin_return_address(0)))
        rill_panic("no memory for main's stack of %zu bytes; link with "
                   "-Wl,--defsym=__rill_main_stack_size=... or give the "
                   "machine more memory",
                   opts.stack_bytes);
}

_Noreturn void rill_main(uintptr_t hart_id, const void *a1);
_Noreturn void rill_main(uintptr_t hart_id, const void *a1)
{
    uintptr_t memory_end;
    size_t stack_bytes;

    rill_boot = (struct rill_boot){hart_id, a1};
    rill_harts[0].id = hart_id;
    rill_sched_init(&rill_harts[0]);                   /* which hart we are */
    rill_trap_init(&rill_harts[0]);                    /* what traps find */
    memory_end = rill_board.loader->find(a1);          /* what there is */
    rill_board.console->ops->init(rill_board.console); /* print, panic */
    memory_end = rill_paging_start(memory_end, a1);    /* rights to it */
    rill_guards_check();                               /* can it guard? */
    stack_bytes = rill_heap_init(memory_end);          /* malloc, tasks */
    rill_alarms_init();                                /* deadlines */
    rill_harts_start();                                /* the other harts */
    start_first_task(stack_bytes);                     /* main is ready */
    rill_irq_on();                                     /* interrupts */
    rill_sched_run();                                  /* main runs */
}
