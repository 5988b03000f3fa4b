/* boot/land.S -- out of any depth, back to a rill_catch_call, or to a frame's end. */
#include "asm.h"

/* _Noreturn void rill_catch_jump(uintptr_t sp)
 * From a task: make the rill_catch_call that stored sp return 1. */
FUNC rill_catch_jump
        mv      sp, a0
        tail    rill_catch_land
END rill_catch_jump

/* _Noreturn void rill_catch_restart(uintptr_t sp, void (*fn)(void *), void *arg)
 * From a task: give up what is below sp, which is aligned, and call fn(arg) there. It
 * does not return. */
FUNC rill_catch_restart
        mv      sp, a0
        mv      a0, a2
        jr      a1
END rill_catch_restart
