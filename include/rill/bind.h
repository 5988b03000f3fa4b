/* rill/bind.h -- link-time binding: one thing under two names, across the line
 * between a program and the runtime.
 *
 *     RILL_PROVIDE(function, write, my_write);            mine stands for theirs
 *     RILL_USE(function, uart_put, rill_console_write);   theirs stands for mine
 *
 * The left name is bound to what the right one is. KIND is one of the words
 * function, variable, threadlocal. In assembly: rill/bindasm.h, same words.
 *
 * Which names may be bound, and what each must do: docs/binding.md. A program
 * that binds another one is not linked, and neither is one that binds a listed
 * name as another kind, binds it twice, or to something that is not there; the
 * build says which (tools/bind). In C the header that declares `remote` must have
 * been included, and the two types agree, or the compiler says so.
 *
 * What a program may provide has a weak default in the runtime. Defining the
 * name, with no macro, replaces it too; the macro is for a definition that has a
 * name already, and adds the checks. Objects only: an archive is not looked into
 * for a name that has a default.
 *
 * Memory, time: none. A record of each binding is in the ELF's section .rill.bind,
 * which is not loaded (readelf -p .rill.bind shows it).
 */
#ifndef RILL_BIND_H
#define RILL_BIND_H

#include <stddef.h>
#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

/* `local`, defined in this file (it may be static), is also the runtime's
 * `remote`, in the whole program. One object provides a name, and no other. */
#define RILL_PROVIDE(kind, remote, local)                                    \
    _Static_assert(RILL_BIND_IS_##kind &&                                    \
                       __builtin_types_compatible_p(__typeof__(remote),      \
                                                    __typeof__(local)),      \
                   "RILL_PROVIDE: " #local " has not the type of " #remote); \
    extern RILL_BIND_KIND_##kind __typeof__(remote) remote                   \
        __attribute__((alias(#local)));                                      \
    RILL_BIND_RECORD_(RILL_BIND_WANT_("provide", #kind, #remote),            \
                      "provide " #kind " " #remote " " #local)

/* `local` means the runtime's `remote`, in this file. It need not have been
 * declared; if it has, then as the same type, and not yet used. A variable has
 * one name in each file: the compiler takes two names for two objects, and a
 * store to one may come after a load from the other. */
#define RILL_USE(kind, local, remote)                                       \
    _Static_assert(RILL_BIND_IS_##kind, "a kind of rill/bind.h");           \
    extern RILL_BIND_KIND_##kind __typeof__(remote) local __asm__(#remote); \
    RILL_BIND_RECORD_(RILL_BIND_WANT_("use", #kind, #remote),               \
                      "use " #kind " " #remote " " #local)

/* ---- for the runtime: what may be bound ---- */

/* `local`, defined in this file, is `remote` until a program provides another.
 * If a header has declared `remote`, the types must agree. */
#define RILL_DEFAULT(kind, remote, local)                        \
    extern RILL_BIND_KIND_##kind __typeof__(local) remote        \
        __attribute__((weak, alias(#local)));                    \
    RILL_BIND_RECORD_(RILL_BIND_MAY_("provide", #kind, #remote)  \
                          RILL_BIND_MAY_("use", #kind, #remote), \
                      "default " #kind " " #remote " " #local)

/* The same where many names share one function and the types are none of the
 * compiler's business: neither name is declared by it. */
#define RILL_DEFAULT_UNTYPED(kind, remote, local)                 \
    __asm__(".weak " #remote "\n.set " #remote ", " #local "\n"); \
    RILL_BIND_RECORD_(RILL_BIND_MAY_("provide", #kind, #remote)   \
                          RILL_BIND_MAY_("use", #kind, #remote),  \
                      "default " #kind " " #remote " " #local)

/* `name` may be used, not provided. */
#define RILL_OFFER(kind, name)                             \
    RILL_BIND_RECORD_(RILL_BIND_MAY_("use", #kind, #name), \
                      "offer " #kind " " #name " -")

/* ---- how it is done ---- */

/* Of any other word the compiler says that RILL_BIND_IS_word is undeclared. */
#define RILL_BIND_IS_function    1
#define RILL_BIND_IS_variable    1
#define RILL_BIND_IS_threadlocal 1
#define RILL_BIND_KIND_function
#define RILL_BIND_KIND_variable
#define RILL_BIND_KIND_threadlocal _Thread_local

/* A file that offers a name defines a symbol that says so; a file that binds the name
 * refers to that symbol, so a plain `ld` refuses what tools/bind has not been asked about. The
 * reference is a relocation that changes nothing. */
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

/* ---- Rill's own names that may be bound; contracts in docs/binding.md ---- */

void rill_console_write(const char *bytes, size_t n);
int rill_console_getc(uint64_t deadline_ns);
RILL_NORETURN void rill_stop(int status);
extern uint64_t rill_boot_date_ns;

/* The defaults of the first three, for a program that replaces one and still wants it. */
void rill_default_console_write(const char *bytes, size_t n);
int rill_default_console_getc(uint64_t deadline_ns);
RILL_NORETURN void rill_default_stop(int status);

uint64_t rill_ticks_now(void);

RILL_C_END

#endif
