/* libc-shim/one/owner.h -- while one task ends the program, no other is at a line. Its twin
 * is libc-shim/many/owner.h, and says what each of these is. */
#ifndef SHIM_OWNER_H
#define SHIM_OWNER_H

#include <stdbool.h>

struct owner {
};

static inline void owner_set(struct owner *o)
{
    (void)o;
}

static inline void owner_none(struct owner *o)
{
    (void)o;
}

static inline bool owner_mine(const struct owner *o)
{
    (void)o;
    return true;
}

static inline bool owner_any(const struct owner *o)
{
    (void)o;
    return false;
}

static inline bool owner_at_it(const struct owner *o)
{
    (void)o;
    return false;
}

#endif
