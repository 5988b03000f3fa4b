/* port/layout.h -- where things lie in memory, for a reader from outside.
 *
 * A program that hangs cannot answer. So tools/where.pl reads the machine's memory, and takes
 * the names of variables from the ELF. These macros tell it what lies where in a struct: each
 * fact is a line of text, "NAME NUMBER", in the ELF's section .rill.layout, which is not
 * loaded (readelf -p .rill.layout shows it).
 *
 *     RILL_LAYOUT(tasks)
 *     {
 *         RILL_FACT("task.sp", offsetof(struct rill_task, sp));
 *     }
 *
 * No code calls the function, and the linker drops it; the lines that the compiler wrote for it
 * stay. RILL_SEEN_AS gives a variable that is read from outside a name of ours in the ELF, even
 * a static variable.
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

/* As RILL_FACT, with a word in place of the number. */
#define RILL_FACT_WORD(name, word)                                \
    __asm__ volatile(".pushsection .rill.layout,\"\",@progbits\n" \
                     ".ascii \"" name " " word "\\n\"\n.popsection")

/* (tools/lint gives its own definition: cppcheck cannot read this.) */
#ifndef RILL_SEEN_AS
#define RILL_SEEN_AS(name) __asm__(#name)
#endif

#endif
