/* boot/land.S -- out of any depth, back to a rill_catch_call. */
#include "asm.h"

/* _Noreturn void rill_catch_jump(uintptr_t sp)
 * From a task: make the rill_catch_call that stored sp return 1. */
FUNC rill_catch_jump
        mv      sp, a0
        tail    rill_catch_land
END rill_catch_jump
