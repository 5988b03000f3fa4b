/* kernel/owner.c -- who holds it. For the sentences of panics: it looks at every
 * task there is. */
#include "owner.h"
#include "task.h"

const char *rill_owner_name(uint32_t number)
{
    for (const struct rill_task *t = rill_task_list; t; t = t->all_next)
        if (t->number == number)
            return t->name;
    return NULL;
}
