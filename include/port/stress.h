/* port/stress.h -- STRESS=1 makes rare orders common: each call of the kernel first lets the
 * other tasks run, and a task that is made ready runs next instead of last. No promise of Rill
 * may depend on the order that STRESS=1 changes. */
#ifndef PORT_STRESS_H
#define PORT_STRESS_H

#ifndef RILL_STRESS
#define RILL_STRESS 0
#endif

/* After so many tasks out of its queue, or yields, a hart of many looks round at the others:
 * kernel/sched/many/balance.c. A look takes some 140 instructions on two harts and 200 on eight, so
 * each turn pays two or three for it. A power of two. */
#define RILL_LOOK_EACH (RILL_STRESS ? 2 : 64)

#endif
