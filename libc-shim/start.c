/* libc-shim/start.c -- from the first task to main and to exit.
 *
 *     __preinit_array  __init_array  main(argc, argv)  exit
 *
 * The strings and pointers of argv lie on the first task's own stack. So argv costs no
 * RAM when there are no arguments, needs no heap, and lasts as long as main does. It
 * must not take the stack away from main: it gets a quarter at most.
 *
 * Not here: clearing .bss, copying .data, the first thread pointer. boot/ and the
 * kernel have done that before there was a task.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <rill/panic.h>
#include <port/image.h>

typedef void init_fn(void);

/* linker/sections.ld puts the three tables one behind the other. */
extern init_fn *__preinit_array_start[], *__init_array_end[];

/* The third argument is for programs that ask for envp: an empty list. */
int main(int argc, char **argv, char **envp);

/* linker/sections.ld refuses an image without this. Otherwise a program without the
 * shim might link against libc.a's own functions, and be silent when it runs. */
extern const uint32_t rill_shim_linked;
__attribute__((section(".rill.shim"), used)) const uint32_t rill_shim_linked =
    1;

static void run_all(init_fn **from, init_fn **to)
{
    for (; from < to; from++)
        (*from)();
}

/* Write the words to `text` as C sees them, each with its final 0, and write to argv
 * where each begins. returns how many words there are. */
static int split(const char *p, char *text, char **argv)
{
    int argc = 0;
    char c;

    for (;;) {
        while (*p == ' ')
            p++;
        if (*p == '\0')
            return argc;
        argv[argc++] = text;
        for (; (c = *p) != '\0' && c != ' '; p++) {
            if (c == '"' && p[1] == '"') { /* the empty word */
                p++;
                continue;
            }
            if (c == '\\' && p[1] != '\0')
                c = *++p;
            *text++ = c;
        }
        *text++ = '\0';
    }
}

/* The size of these two arrays is known only now, and their frame must last until
 * exit. */
static _Noreturn void run_main(const char *words, size_t most, size_t bytes)
{
    char text[bytes];
    char *argv[most + 1];
    int argc = split(words, text, argv);

    argv[argc] = NULL;
    errno = 0; /* constructors may have set it: main starts with 0 */
    exit(main(argc, argv, argv + argc));
}

/* C sees no word longer than it is in the line, and a line of n words has n - 1 spaces
 * or more. So one count of the line gives a size that is enough. */
int rill_image_main(void *stack_bytes)
{
    const char *words = rill_boot_args();
    const char *end;
    size_t most = 0, all, room = (uintptr_t)stack_bytes / 4;

    run_all(__preinit_array_start, __init_array_end);

    if (words != NULL)
        while (words[0] == ' ')
            words++;
    if (words == NULL || words[0] == '\0')
        words = "rill";
    end = words;
    do
        most += *end == ' ' || *end == '\0';
    while (*end++ != '\0');
    all = (size_t)(end - words) + (most + 1) * sizeof(char *);
    if (all > room)
        rill_panic("argv takes %zu bytes and may take %zu, a quarter of main's "
                   "stack: use standard input, or raise "
                   "__rill_main_stack_size",
                   all, room);
    run_main(words, most, (size_t)(end - words));
}

_Noreturn void rill_image_first_exit(int result)
{
    exit(result);
}
