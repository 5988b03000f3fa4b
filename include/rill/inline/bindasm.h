/* rill/inline/bindasm.h -- the macros of rill/bindasm.h, which includes this file. */
#ifndef RILL_INLINE_BINDASM_H
#define RILL_INLINE_BINDASM_H

/* clang-format off */
#define RILL_PROVIDE(kind, remote, local)                               \
        .globl  remote;                                                 \
        .set    remote, local;                                          \
        .type   remote, RILL_BIND_TYPE_##kind;                          \
        RILL_BIND_RECORD_(rill_may_provide_##kind##_##remote,           \
            "provide " #kind " " #remote " " #local " ")

#define RILL_USE(kind, local, remote)                                   \
        .set    local, remote;                                          \
        RILL_BIND_RECORD_(rill_may_use_##kind##_##remote,               \
            "use " #kind " " #remote " " #local " ")

#define RILL_BIND_TYPE_function    @function
#define RILL_BIND_TYPE_variable    @object
#define RILL_BIND_TYPE_threadlocal @tls_object

#define RILL_BIND_RECORD_(wanted, text)                                 \
        .pushsection .rill.bind, "", @progbits;                         \
        .reloc  ., R_RISCV_NONE, wanted;                                \
        .ascii  text, __FILE__, ":", RILL_BIND_LINE_(__LINE__), "\n";   \
        .popsection
#define RILL_BIND_LINE_(line)  RILL_BIND_LINE__(line)
#define RILL_BIND_LINE__(line) #line
/* clang-format on */

#endif
