/* rill/bindasm.h -- rill/bind.h for assembly. The contract is in that header.
 *
 *     #include <rill/bindasm.h>
 *     RILL_PROVIDE(function, write, my_write)
 *     RILL_USE(threadlocal, my_errno, errno)
 *
 * No compiler compares types here: tools/bind checks the kind alone. `local` must have its
 * .type.
 */
#ifndef RILL_BINDASM_H
#define RILL_BINDASM_H

/* The macros. */
#include <rill/inline/bindasm.h>

#endif
