/* rill/label.h -- a word about what a task is doing, for readers of reports.
 *
 * A name says what a task is. A label says what the task works on: the request, the
 * connection, the job. A task starts with the label of the task that spawned it. Reports of
 * deadlocks, panics and faults print the label beside the name.
 *
 * Memory:  the caller owns the label, which must outlive the task and its children. A
 *          program that sets no label pays no byte and no instruction for labels.
 * Callers: tasks alone, on any hart. No call blocks or fails.
 */
#ifndef RILL_LABEL_H
#define RILL_LABEL_H

#include <rill/task.h>

RILL_C_BEGIN

/* Label the calling task, and those that it will spawn. NULL: no label. */
void rill_label_set(const char *label);

/* The task's label; NULL: the task has none. */
const char *rill_label(const struct rill_task *task);

RILL_C_END

#endif
