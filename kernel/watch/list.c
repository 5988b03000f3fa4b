/* kernel/watch/list.c -- facts about tasks and harts, for programs that list them. */
#include <errno.h>
#include <rill/hart.h>
#include <rill/stats.h>
#include "extras.h"
#include "guards.h"
#include "pages.h"
#include "task.h"

size_t rill_tasks_read(struct rill_task_info *infos, size_t most)
{
    size_t n = 0;

    rill_sched_enter("rill_tasks_read");
    for (struct rill_task *t = NULL; n < most && (t = rill_task_next(t));) {
        struct rill_task_info *i = &infos[n++];

        *i = (struct rill_task_info){
            .number = t->number,
            .name = rill_task_name(t),
            .stack_bytes = (uintptr_t)t - rill_stack_end(t),
            .stack_used_bytes =
                rill_task_extras.stack ? rill_stack_used(t) : 0};
        if (rill_sched_parked(t))
            i->waits = rill_task_waits(t, &i->on);
    }
    rill_sched_leave();
    return n;
}

int rill_hart_read(unsigned hart, struct rill_hart_info *info)
{
    const struct rill_hart *h;

    if (hart >= rill_hart_count())
        return -EINVAL;
    h = &rill_harts[hart];
    rill_sched_enter("rill_hart_read");
    *info = (struct rill_hart_info){.id = h->id,
                                    .idle_ns = rill_hart_idle_ns(h),
                                    .spurious = h->spurious,
                                    .switches = rill_hart_switches(h),
                                    .steals = rill_hart_steals(h),
                                    .malloc_bytes = rill_pages_kept[hart] *
                                                    RILL_PAGE_BYTES};
    rill_sched_leave();
    return 0;
}
