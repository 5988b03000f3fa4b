/* rill/inline/bind.h -- the macros of rill/bind.h, which includes this file. */
#ifndef RILL_INLINE_BIND_H
#define RILL_INLINE_BIND_H

#define RILL_PROVIDE(kind, remote, local)                                    \
    _Static_assert(RILL_BIND_IS_##kind &&                                    \
                       __builtin_types_compatible_p(__typeof__(remote),      \
                                                    __typeof__(local)),      \
                   "RILL_PROVIDE: " #local " has not the type of " #remote); \
    extern RILL_BIND_KIND_##kind __typeof__(remote) remote                   \
        __attribute__((alias(#local)));                                      \
    RILL_BIND_RECORD_(RILL_BIND_WANT_("provide", #kind, #remote),            \
                      "provide " #kind " " #remote " " #local)

#define RILL_USE(kind, local, remote)                                       \
    _Static_assert(RILL_BIND_IS_##kind, "a kind of rill/bind.h");           \
    extern RILL_BIND_KIND_##kind __typeof__(remote) local __asm__(#remote); \
    RILL_BIND_RECORD_(RILL_BIND_WANT_("use", #kind, #remote),               \
                      "use " #kind " " #remote " " #local)

#define RILL_DEFAULT(kind, remote, local)                        \
    extern RILL_BIND_KIND_##kind __typeof__(local) remote        \
        __attribute__((weak, alias(#local)));                    \
    RILL_BIND_RECORD_(RILL_BIND_MAY_("provide", #kind, #remote)  \
                          RILL_BIND_MAY_("use", #kind, #remote), \
                      "default " #kind " " #remote " " #local)

#define RILL_DEFAULT_UNTYPED(kind, remote, local)                 \
    __asm__(".weak " #remote "\n.set " #remote ", " #local "\n"); \
    RILL_BIND_RECORD_(RILL_BIND_MAY_("provide", #kind, #remote)   \
                          RILL_BIND_MAY_("use", #kind, #remote),  \
                      "default " #kind " " #remote " " #local)

#define RILL_OFFER(kind, name)                             \
    RILL_BIND_RECORD_(RILL_BIND_MAY_("use", #kind, #name), \
                      "offer " #kind " " #name " -")

/* Of any other word the compiler says that RILL_BIND_IS_word is undeclared. */
#define RILL_BIND_IS_function    1
#define RILL_BIND_IS_variable    1
#define RILL_BIND_IS_threadlocal 1
#define RILL_BIND_KIND_function
#define RILL_BIND_KIND_variable
#define RILL_BIND_KIND_threadlocal _Thread_local

/* A file that offers a name defines a symbol that says so. A file that binds the name
 * refers to that symbol. So a plain `ld`, with tools/bind not asked, refuses a name that
 * may not be bound. The reference is a relocation that changes nothing. */
#define RILL_BIND_MAY_(verb, kind, name)           \
    ".globl rill_may_" verb "_" kind "_" name "\n" \
    "rill_may_" verb "_" kind "_" name ":\n"
#define RILL_BIND_WANT_(verb, kind, name) \
    ".reloc ., R_RISCV_NONE, rill_may_" verb "_" kind "_" name "\n"

#define RILL_BIND_RECORD_(symbols, text)                       \
    __asm__(".pushsection .rill.bind,\"\",@progbits\n" symbols \
            ".ascii \"" text " " __FILE__                      \
            ":" RILL_BIND_LINE_(__LINE__) "\\n\"\n.popsection")
#define RILL_BIND_LINE_(line)  RILL_BIND_LINE__(line)
#define RILL_BIND_LINE__(line) #line

#endif
