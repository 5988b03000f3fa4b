/* rill/inline/task.h -- the inline half of rill/task.h, which includes this file. */
#ifndef RILL_INLINE_TASK_H
#define RILL_INLINE_TASK_H

RILL_C_BEGIN

/* Programs that name it bring what makes stacks grow. */
struct rill_task *rill_stack_grows(size_t most, size_t *bytes);
#define RILL_STACK_GROWS ((void *)rill_stack_grows)

RILL_INLINE int rill_join(struct rill_job *job, uint64_t deadline_ns,
                          int *result)
{
    if (RILL_IS(deadline_ns, RILL_FOREVER))
        return RILL_PARK_CALL(rill_join_parks, job, result, RILL_FOREVER);
    RILL_DEADLINE(deadline_ns);
    return RILL_PARK_CALL(rill_join_parks, job, result, deadline_ns);
}

RILL_INLINE void rill_yield(void)
{
    RILL_PARK_CALL_0(rill_yield_parks);
}

RILL_C_END

#endif
