/* port/switch.h -- the host's twin: the switch is a function, in machine.c. */
#ifndef PORT_SWITCH_H
#define PORT_SWITCH_H

#include <port/frame.h>
#include <port/hart.h>

struct rill_task;

void rill_switch(struct rill_task *to);

/* What for is written down (kernel/park.h): here is no table of it. */
#define RILL_SWITCH_NOTES                    0
#define rill_switch_parked(to, reason, back) rill_switch(to)
_Noreturn void rill_switch_last(struct rill_task *to);

#endif
