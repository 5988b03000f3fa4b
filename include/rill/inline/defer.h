/* rill/inline/defer.h -- the macro of rill/defer.h, which includes this file. */
#ifndef RILL_INLINE_DEFER_H
#define RILL_INLINE_DEFER_H

#define RILL_DEFER(fn, arg) \
    RILL_DEFER_AS_(RILL_DEFER_NAME_(__COUNTER__), fn, arg)
#define RILL_DEFER_AS_(name, fn, arg)                                \
    struct rill_defer name __attribute__((cleanup(rill_defer_run))); \
    rill_defer(&name, (fn), (arg))
#define RILL_DEFER_NAME_(n)  RILL_DEFER_NAME__(n)
#define RILL_DEFER_NAME__(n) rill_defer_##n##_

#endif
