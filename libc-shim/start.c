/* libc-shim/start.c -- from the first task to main and to exit.
 *
 *     __preinit_array  __init_array  main(argc, argv)  exit
 *
 * argv lives on the first task's own stack, strings and pointers: it costs no
 * RAM when there are no arguments, it needs no heap, and it lasts as long as
 * main does. So it must not take the stack away from main: a quarter is the
 * most.
 *
 * Not here: clearing .bss, copying .data, the first thread pointer. The kernel
 * has done that before there was a task.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <rill/panic.h>
#include <port/image.h>

typedef void init_fn(void);

extern init_fn *__preinit_array_start[], *__preinit_array_end[];
extern init_fn *__init_array_start[], *__init_array_end[];

/* The third one is for programs that ask for envp: an empty list. */
int main(int argc, char **argv, char **envp);

/* linker/sections.ld refuses an image without this. Otherwise a program whose
 * link line lacks the shim may well link, against what libc.a has of its own,
 * and be silent when run. */
extern const uint32_t rill_shim_linked;
__attribute__((section(".rill.shim"), used)) const uint32_t rill_shim_linked =
    1;

static void run_all(init_fn **from, init_fn **to)
{
    for (; from < to; from++)
        (*from)();
}

/* Copy the next word of *words to out, as C sees it, and move *words behind it.
 * out NULL: only measure.
 *   returns  its length with the final 0; 0: there is none. */
static size_t next_word(const char **words, char *out)
{
    const char *p = *words;
    size_t n = 0;

    while (*p == ' ')
        p++;
    if (*p == '\0')
        return 0;
    while (*p != '\0' && *p != ' ') {
        if (p[0] == '"' && p[1] == '"') { /* the empty word */
            p += 2;
            continue;
        }
        if (p[0] == '\\' && p[1] != '\0')
            p++;
        if (out != NULL)
            out[n] = *p;
        n++;
        p++;
    }
    if (out != NULL)
        out[n] = '\0';
    *words = p;
    return n + 1;
}

/* Two arrays of a size known only now; their frame must last until exit. */
static _Noreturn void run_main(const char *words, int argc, size_t bytes)
{
    char text[bytes];
    char *argv[argc + 1];
    char *at = text;

    for (int i = 0; i < argc; i++) {
        argv[i] = at;
        at += next_word(&words, at);
    }
    argv[argc] = NULL;
    errno = 0; /* constructors may have left something: main starts clean */
    exit(main(argc, argv, argv + argc));
}

int rill_image_main(void *unused)
{
    const char *words = rill_boot_args();
    const size_t most = (uintptr_t)__rill_main_stack_size / 4;
    size_t bytes = 0;
    size_t length;
    int argc = 0;

    (void)unused;
    run_all(__preinit_array_start, __preinit_array_end);
    run_all(__init_array_start, __init_array_end);

    if (words == NULL || next_word(&(const char *){words}, NULL) == 0)
        words = "rill";
    for (const char *p = words; (length = next_word(&p, NULL)) != 0; argc++)
        bytes += length;
    if (bytes + ((size_t)argc + 1) * sizeof(char *) > most)
        rill_panic("argv takes %zu bytes and may take %zu, a quarter of main's "
                   "stack: use standard input, or raise "
                   "__rill_main_stack_size in the board's memory.ld",
                   bytes + ((size_t)argc + 1) * sizeof(char *), most);
    run_main(words, argc, bytes);
}

_Noreturn void rill_image_first_exit(int result)
{
    exit(result);
}
