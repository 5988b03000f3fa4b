/* rill/label.h -- a word about what a task is doing, for readers of reports.
 *
 * A name says what a task is, a label what it works on: the request, the
 * connection, the job. A task starts with the label of the task that spawned it.
 * Reports of deadlocks, panics and faults print it beside the name.
 *
 * Memory:  a label is the caller's and must outlive the task and its children.
 *          A program that sets none has no room for any: no byte, no cycle.
 * Callers: tasks only. Nothing here blocks or fails.
 */
#ifndef RILL_LABEL_H
#define RILL_LABEL_H

#include <rill/task.h>

RILL_C_BEGIN

/* Label the calling task, and those it will spawn. NULL: none. */
void rill_label_set(const char *label);

/* A task's label; NULL: it has none. */
const char *rill_label(const struct rill_task *task);

RILL_C_END

#endif
