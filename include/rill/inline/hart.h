/* rill/inline/hart.h -- the inline half of rill/hart.h, which includes this file. */
#ifndef RILL_INLINE_HART_H
#define RILL_INLINE_HART_H

RILL_C_BEGIN

RILL_INLINE int rill_pin(int hart)
{
    return RILL_PARK_CALL_2(rill_pin_parks, (void *)(long)hart, 0);
}

RILL_C_END

#endif
