/* rill/bind.h -- link-time binding: one thing under two names, across the line between a
 * program and the runtime.
 *
 *     RILL_PROVIDE(function, write, my_write);            mine stands for theirs
 *     RILL_USE(function, uart_put, rill_console_write);   theirs stands for mine
 *
 * Both bind the left name to what the right name is. The first word is the kind: function,
 * variable or threadlocal. In assembly: rill/bindasm.h, with these words.
 *
 * docs/binding.md lists the names that may be bound, and what each must do. The build
 * refuses a program that binds another name; a listed name as another kind, or twice; or a
 * name to something that is not there. tools/bind then says which. In C the caller must have
 * included the header that declares `remote`. The two types must agree, or the compiler
 * refuses the program.
 *
 * A name that a program may provide has a weak default in the runtime. A program that
 * defines the name without a macro replaces the default, too. The macro is for a definition
 * that has another name already, and it adds the checks. Only objects count: for a name that
 * has a default, the linker does not look into archives.
 *
 * Memory, time: none. Each binding leaves a record in the section .rill.bind of the ELF, which
 * is not loaded: `readelf -p .rill.bind` shows it.
 */
#ifndef RILL_BIND_H
#define RILL_BIND_H

#include <stddef.h>
#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

/* ---- for programs: outside any function ----
 *
 *     RILL_PROVIDE(kind, remote, local);
 *
 * `local`, which this file defines and which may be static, is the runtime's `remote` in the
 * whole program. One object provides a name, and no other.
 *
 *     RILL_USE(kind, local, remote);
 *
 * `local` means the runtime's `remote` in this file. If the file has declared `local`, the
 * types agree, and the file has not used `local` yet. A file uses one name for a variable:
 * the compiler takes two names for two objects, and may move a store to one name behind a
 * load from the other.
 */

/* ---- for the runtime: what may be bound ----
 *
 *     RILL_DEFAULT(kind, remote, local);
 *
 * `local`, which this file defines, is `remote` until a program provides another. If a header
 * has declared `remote`, the types must agree.
 *
 *     RILL_DEFAULT_UNTYPED(kind, remote, local);
 *
 * The same without types, for many names that share one function: the macro declares
 * neither name.
 *
 *     RILL_OFFER(kind, name);
 *
 * A program may use `name`, and may not provide it.
 */

/* ---- names of Rill's own that may be bound; their contracts are in docs/binding.md ---- */

void rill_console_write(const char *bytes, size_t n);
int rill_console_getc(uint64_t deadline_ns);
RILL_NORETURN void rill_stop(int status);
extern uint64_t rill_boot_date_ns;
uint64_t rill_ticks_now(void);

/* The defaults of the first three, for a program that replaces one and calls it, too. */
void rill_default_console_write(const char *bytes, size_t n);
int rill_default_console_getc(uint64_t deadline_ns);
RILL_NORETURN void rill_default_stop(int status);

RILL_C_END

/* The macros. */
#include <rill/inline/bind.h>

#endif
