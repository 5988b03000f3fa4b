/* rill/inline/platform.h -- the macro of rill/platform.h, which includes this file. */
#ifndef RILL_INLINE_PLATFORM_H
#define RILL_INLINE_PLATFORM_H

RILL_C_BEGIN

/* The program's, or the kernel's own, which is weak and forces nothing. */
struct rill_platform_force {
    const char *words;
    int (*find)(int what); /* kernel/machine/platform_force.c */
};
extern const struct rill_platform_force rill_platform_force;
int rill_platform_find_forced(int what);

#define RILL_PLATFORM_FORCE(forced)                          \
    const struct rill_platform_force rill_platform_force = { \
        .words = (forced), .find = rill_platform_find_forced}

RILL_C_END

#endif
