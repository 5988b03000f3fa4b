/* port/layout.h -- where things lie in memory, for a reader from outside.
 *
 * A program that hangs cannot be asked. tools/where.pl reads the memory of its machine, and
 * the names of variables off the ELF; what is in a struct, and where, it reads here: each
 * fact is a line of text, "NAME NUMBER", in the ELF's section .rill.layout, which is not
 * loaded (readelf -p .rill.layout shows it).
 *
 *     RILL_LAYOUT(tasks)
 *     {
 *         RILL_FACT("task.sp", offsetof(struct rill_task, sp));
 *     }
 *
 * The function is called by nobody and is not linked; what it says while it is compiled
 * stays. A variable that is read from outside has a name of ours in the ELF, even if
 * it is static: RILL_SEEN_AS.
 */
#ifndef PORT_LAYOUT_H
#define PORT_LAYOUT_H

#define RILL_LAYOUT(whose) \
    __attribute__((used)) static void rill_layout_##whose(void)

#define RILL_FACT(name, number)                                   \
    __asm__ volatile(".pushsection .rill.layout,\"\",@progbits\n" \
                     ".ascii \"" name " %0\\n\"\n.popsection"     \
                     :                                            \
                     : "i"(number))

/* The same of a word. */
#define RILL_FACT_WORD(name, word)                                \
    __asm__ volatile(".pushsection .rill.layout,\"\",@progbits\n" \
                     ".ascii \"" name " " word "\\n\"\n.popsection")

/* (tools/lint has its own: cppcheck trips over it.) */
#ifndef RILL_SEEN_AS
#define RILL_SEEN_AS(name) __asm__(#name)
#endif

#endif
