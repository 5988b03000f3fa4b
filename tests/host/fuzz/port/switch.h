/* port/switch.h -- the host's twin: the switch is a function, in machine.c. */
#ifndef PORT_SWITCH_H
#define PORT_SWITCH_H

struct rill_lock;
struct rill_task;

void rill_switch(struct rill_task *to, struct rill_lock *held);

/* A task writes down what it waits for (kernel/sched/park.h), because there is no table
 * here. */
#define RILL_SWITCH_NOTES                          0
#define rill_switch_parked(to, held, reason, back) rill_switch(to, held)
_Noreturn void rill_switch_last(struct rill_task *to, struct rill_lock *held);

#endif
