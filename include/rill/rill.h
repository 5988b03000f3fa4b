/* rill/rill.h -- all that an application may call, in one include. */
#ifndef RILL_RILL_H
#define RILL_RILL_H

#include <rill/bind.h>
#include <rill/chan.h>
#include <rill/console.h>
#include <rill/context.h>
#include <rill/defer.h>
#include <rill/entropy.h>
#include <rill/group.h>
#include <rill/hart.h>
#include <rill/heap.h>
#include <rill/hooks.h>
#include <rill/irq.h>
#include <rill/key.h>
#include <rill/label.h>
#include <rill/mutex.h>
#include <rill/panic.h>
#include <rill/platform.h>
#include <rill/poll.h>
#include <rill/select.h>
#include <rill/stats.h>
#include <rill/sync.h>
#include <rill/task.h>
#include <rill/time.h>
#include <rill/timer.h>

#endif
