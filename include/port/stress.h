/* port/stress.h -- the rare made common: with STRESS=1 every call of the kernel
 * first lets the others run, and a task that is made ready runs next instead of last.
 * Nothing that Rill promises may depend on either. */
#ifndef PORT_STRESS_H
#define PORT_STRESS_H

#ifndef RILL_STRESS
#define RILL_STRESS 0
#endif

#endif
