/* kernel/watch/layout.c -- where the fields of tasks and harts are, for tools that look from
 * outside (port/layout.h). */
#include <stddef.h>
#include <port/frame.h>
#include <port/layout.h>
#include <port/switch.h>
#include "task.h"
#include "wait.h"

#define TASK(field) RILL_FACT("task." #field, offsetof(struct rill_task, field))

RILL_LAYOUT(tasks)
{
    RILL_FACT("task.bytes", RILL_TASK_BYTES);
    TASK(pc);
    TASK(sp);
    TASK(waiter);
    TASK(stack_low);
    TASK(waits_for);
    TASK(waits_on);
    TASK(name);
    TASK(started_at);
    TASK(number);
    TASK(kind);
    RILL_FACT("kind.list", 63);
    RILL_FACT("kind.callers", RILL_BLOCK_CALLERS);
    RILL_FACT("parked.at", RILL_PARKED_AT);
    RILL_FACT("parked.mask", RILL_PARKED_MASK);
    RILL_FACT("parked.is", RILL_PARKED_IS);
    RILL_FACT("waiter.queue", offsetof(struct rill_waiter, queue));
    RILL_FACT("note.bytes", sizeof(struct rill_park_note));
    RILL_FACT("note.pc", offsetof(struct rill_park_note, pc));
    RILL_FACT("note.reason", offsetof(struct rill_park_note, reason));
    RILL_FACT("note.back", offsetof(struct rill_park_note, back));
    RILL_FACT("switch_fp.pc", SWITCH_FP_PC);
    RILL_FACT("switch_fp.bytes", SWITCH_FP_BYTES);
}

RILL_LAYOUT(harts)
{
    RILL_FACT("harts", RILL_HARTS);
    RILL_FACT("harts.first", HARTS_FIRST);
    RILL_FACT("hart.bytes", sizeof(struct rill_hart));
    RILL_FACT("trap.cell", TRAP_CELL_BYTES);
    RILL_FACT("hart.handler_tp", offsetof(struct rill_hart, handler_tp));
    RILL_FACT("hart.task_sp", offsetof(struct rill_hart, task_sp));
    RILL_FACT_WORD("xscratch", RILL_STR(XSCRATCH));
    RILL_FACT_WORD("xepc", RILL_STR(XEPC));
}
