/* rill/inline/panic.h -- the macros of rill/panic.h, which includes this file. */
#ifndef RILL_INLINE_PANIC_H
#define RILL_INLINE_PANIC_H

RILL_C_BEGIN

/* A sentence of a panic, in a section of its own, which linker/ puts into the image or
 * beside it. So the reader of a sentence may rely on its address alone. */
#define RILL_SENTENCE(text)                                           \
    ({                                                                \
        static const char sentence_[] __attribute__((                 \
            section(".rill.sentence." RILL_SENTENCE_LINE_(__LINE__)), \
            aligned(1))) = "" text;                                   \
        sentence_;                                                    \
    })
#define RILL_SENTENCE_LINE_(n)  RILL_SENTENCE_LINE__(n)
#define RILL_SENTENCE_LINE__(n) #n

/* The compiler checks the arguments against the literal, which the function itself
 * is not given. */
#define rill_panic(fmt, ...)                              \
    ((void)sizeof(rill_panic_check_(fmt, ##__VA_ARGS__)), \
     (rill_panic)(RILL_SENTENCE(fmt), ##__VA_ARGS__))
int rill_panic_check_(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* What must hold in Rill's own code. Every build checks it. No task can recover from
 * this panic, for Rill's own memory may be in ruins. */
#define rill_assert(cond)                                                 \
    do {                                                                  \
        if (__builtin_expect(!(cond), 0))                                 \
            rill_wrong(RILL_SENTENCE(#cond                                \
                                     " does not hold in " __FILE__        \
                                     ":" RILL_SENTENCE_LINE_(__LINE__))); \
    } while (0)
RILL_NORETURN void rill_wrong(const char *sentence);

RILL_C_END

#endif
