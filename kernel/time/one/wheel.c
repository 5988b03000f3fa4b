/* kernel/time/one/wheel.c -- the only wheel of alarms. Its twin is kernel/time/many/wheel.c. */
#include "timer.h"

struct rill_wheel rill_wheel;
uint64_t rill_alarm_base;
uint64_t rill_alarm_armed;
