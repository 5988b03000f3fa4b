/* tests/host/explore/port/stress.h -- as include/port/stress.h, without STRESS=1; but harts look
 * round at each other so often that short programs see it. */
#ifndef PORT_STRESS_H
#define PORT_STRESS_H

#define RILL_STRESS    0
#define RILL_LOOK_EACH 4

#endif
