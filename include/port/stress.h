/* port/stress.h -- STRESS=1 makes rare orders common: each call of the kernel first lets the
 * other tasks run, and a task that is made ready runs next instead of last. No promise of Rill
 * may depend on the order that STRESS=1 changes. */
#ifndef PORT_STRESS_H
#define PORT_STRESS_H

#ifndef RILL_STRESS
#define RILL_STRESS 0
#endif

#endif
