/* port/board.h -- what a board is, and what its drivers promise the rest.
 *
 * A board is a folder of facts: board/NAME/board.c fills one struct rill_board
 * that names drivers of board/dev/ and says where their devices are.
 *
 *     rill_board --.console--> the first of .consoles that works:
 *                                  rill_uart_ns16550  at 0x10000000, source 10
 *                                  rill_console_semihost
 *                --.timer                             at  0x2000000, 10 MHz
 *                --.irqs                              at  0xc000000
 *                --.powers---> rill_power_finisher    at   0x100000
 *                --.loader---> rill_loader_fdt
 *
 * What is written there is what is believed until somebody knows better: a loader
 * with a device tree corrects it at boot, in place, before there is a second hart
 * (kernel/machine/platform.c). A board with a loader that passes nothing has it in ROM:
 * RILL_BOARD_FIXED.
 *
 * Drivers call nobody, keep their state in their device, and wait only where
 * this page says so. Consoles and powers get their own record back as first
 * argument. Of timers, IPIs, interrupt controllers, clocks that know the date and makers
 * of random bytes a board has one: their drivers are called by name, and board.mk says
 * which (BOARD_SRC, IPI_SRC, RTC_SRC, RNG_SRC).
 */
#ifndef PORT_BOARD_H
#define PORT_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- consoles ---- */

struct rill_console;

/* What get() may say of the last byte. */
#define RILL_GOT_BREAK   1u /* the line was held low: it is none */
#define RILL_GOT_BROKEN  2u /* framing or parity: it may be another */
#define RILL_GOT_OVERRUN 4u /* before it others were lost */

/* want() */
#define RILL_READABLE 1u
#define RILL_WRITABLE 2u

struct rill_console_ops {
    const char *name; /* as rill_platform_print says it */
    /* Is it there? NULL: it is. Before init; at boot, on one hart. */
    bool (*works)(const struct rill_console *c);
    void (*init)(const struct rill_console *c); /* may be called again */
    /* Take as many of the n bytes as there is room for now; 0: there is none. */
    size_t (*put)(const struct rill_console *c, const char *bytes, size_t n);
    /* Take as many of n bytes, n > 0, as have come. It ends behind one with which
     * something is wrong, and *wrong then says what: RILL_GOT_*; else that is left alone.
     *   returns  how many; fewer than n, and nothing wrong: now there are no more. */
    size_t (*get)(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong);
    void (*drain)(const struct rill_console *c); /* until the last stop bit */
    /* Interrupt while there is something to read, or room to write, as the bits say;
     * neither after init. NULL: it cannot, and is polled. */
    void (*want)(const struct rill_console *c, unsigned what);
};

struct rill_console {
    const struct rill_console_ops *ops; /* NULL: the list ends here */
    const char *compatible; /* in a device tree; NULL: no tree speaks of it */
    uintptr_t base;
    uint32_t
        clock_hz; /* what feeds the divider; 0: leave the baud rate alone */
    uint32_t baud;
    uint16_t irq;   /* its source at the interrupt controller; 0: none */
    uint8_t stride; /* bytes between registers, where a device varies in it */
};

/* ---- the timer ---- */

/* Registers of the hart with this id, where they are not all in one row. */
struct rill_hart_place {
    uintptr_t id, msip, mtimecmp; /* mtimecmp 0: an empty entry */
};

/* The clock is one, whichever hart reads it. The comparators are 8 bytes a hart, from that
 * of id 0; or wherever `places` says, which has RILL_HARTS entries and each hart that runs
 * this image in the first free one from its id % RILL_HARTS on. */
struct rill_timer_dev {
    uintptr_t mtime, mtimecmp; /* the clock; the comparator of hart 0 */
    uint32_t hz;               /* ticks a second; for rill_clock_hz */
#if RILL_HARTS > 1
    const struct rill_hart_place *places; /* NULL: they are in a row */
#endif
};

#if RILL_HARTS > 1
#define RILL_HART_PLACES (rill_board.timer.places)
#else
#define RILL_HART_PLACES ((const struct rill_hart_place *)NULL)
#endif

/* Ticks a second. CLOCK_SRC in board.mk names the file; board/dev/clock_told.c, that is
 * rill_board.timer.hz, if it names none. Never 0, and always the same. */
uint32_t rill_clock_hz(void);

/* A board has one timer, and its driver these two by name: every sleep calls
 * them, and a pointer to call through costs as much as they do. */
uint64_t rill_clock_ticks(void); /* never torn, never backwards */
/* Interrupt this hart once, at `when` or at once if that has passed: the
 * comparator, and rill_irq_accept_timer, which the interrupt undoes. */
void rill_clock_arm(uint64_t when);
const char *rill_clock_name(void); /* as rill_platform_print says it */

/* What reaches another hart, on boards that have some: IPI_SRC in board.mk names
 * the driver, and only images for more than one hart have it. A CLINT's is an
 * object of its own, so that others have none. */
struct rill_ipi_dev {
    uintptr_t
        msip; /* of hart 0; 4 bytes a hart; unless rill_timer_dev has places */
};
extern const struct rill_ipi_dev rill_board_ipi; /* board/NAME/board.c */

/* Before another hart is started: no interrupt of its is pending, of the `n` that have
 * their registers at msip, 4 bytes each. What the last run has left would keep those
 * awake that nobody calls. */
void rill_ipi_quiet(uintptr_t msip, unsigned n);

/* A clock by which comparators of some harts go, and that is not rill_board.timer.mtime:
 * have it say the same, to a microsecond or some ticks. Before they are started.
 *   returns  false: it cannot be set, and it differs. */
bool rill_clock_agree(uintptr_t mtime);

/* Have the hart of that id, which has never run, go on in boot as h: a struct
 * rill_hart, the number-th there is, with its id, its stacks and its idle task in
 * place. Once a hart, from the boot hart. Nobody waits for it, and nobody is told
 * if it never comes: kernel/irq/many/harts.c counts those that do.
 *   returns  false: it cannot be; the number and h may be another's. */
struct rill_hart;
bool rill_hart_start(uintptr_t hart_id, struct rill_hart *h, unsigned number);

/* Make the software interrupt of that hart pending. What this hart wrote before,
 * the other sees after rill_ipi_clear. */
void rill_ipi_send(uintptr_t hart_id);
/* This hart's is pending no more. Memory that is read after was written no
 * earlier than what it was sent for; so: clear, then look. */
void rill_ipi_clear(void);

/* ---- the interrupt controllers ----
 *
 * A machine has one, or one a socket, of one kind. Device interrupts have a number there,
 * their source, from 1 to `sources`. They come to the hart of each context that lets them: a
 * context is a hart's, and each hart has one at one controller at most. */

/* What a hart has. */
struct rill_irqs_at {
    uintptr_t base; /* of its controller; 0: it hears of no device */
    uint16_t context;
    uint16_t sources;    /* the greatest */
    uint16_t controller; /* which: by their order in a tree; else 0 */
};

struct rill_irqs_dev {
    uintptr_t base; /* 0: there is none */
    uint16_t sources;
    /* A hart's context is first + step * its id, unless a tree has said which. */
    int16_t context_first, context_step;
    const struct rill_irqs_at *of; /* by a hart's index; NULL: as above */
};

/* Their driver, by name; a board without one has board/dev/irqs_none.c. What is at `base`
 * is called on any hart, one at a time; claim and complete are the context's own hart's. */

/* That context: nothing is masked by priority. Its sources are all off until let.
 *   returns  what claim and complete want, so that they need not work it out. */
uintptr_t rill_irqs_start(uintptr_t base, unsigned context, unsigned sources);
/* Let a source interrupt that context's hart, with a priority from 1 on, or the highest
 * that there is; 0: no more. A source is let for one context.
 * It may be shut out between its claim and its completion, and let again later, for the
 * same context. */
void rill_irqs_let(uintptr_t base, unsigned context, unsigned source,
                   unsigned priority);
/* Only what has a higher priority interrupts that context's hart.  returns  what it was. */
unsigned rill_irqs_above(uintptr_t base, unsigned context, unsigned priority);
/* A source that is shut out and not in service may be let for another context. */
void rill_irqs_free(uintptr_t base, unsigned context, unsigned source);
/* In a trap: the source that has interrupted; 0: none, another hart has had it. It does
 * not come again before it is complete; its driver has seen to the device by then. */
uintptr_t rill_irqs_claim(uintptr_t door);
void rill_irqs_complete(uintptr_t door, uintptr_t source);

/* ---- the date ---- */

struct rill_rtc_dev {
    uintptr_t base; /* where no tree says; 0: there is none */
};
/* board/NAME/board.c, if there is an RTC_SRC. */
extern const struct rill_rtc_dev rill_board_rtc;

/* In a device tree; with the driver, which knows. */
extern const char rill_rtc_compatible[];

/* The ns from 1970 to now, UTC, as a clock that goes on while the machine is off has
 * it; 0: there is none that knows. On any hart, several at once. By name as the timer
 * is, and its facts an object of their own, so that only programs that want the date
 * have them: RTC_SRC in board.mk. */
uint64_t rill_rtc_ns(uintptr_t base);

/* ---- random bytes ----
 *
 * A device that makes them, by name too: RNG_SRC in board.mk. One caller at a time,
 * in a task: libc-shim/services/entropy.c, which also does the waiting. */

struct rill_rng_dev {
    uintptr_t base;       /* of the first place, where no tree says */
    uint32_t step, slots; /* from one to the next, and how many; 0: none */
};
/* board/NAME/board.c, if there is an RNG_SRC. */
extern const struct rill_rng_dev rill_board_rng;

extern const char rill_rng_compatible[]; /* as above */

/* Get it ready. false: it is not there, or not of a kind we know. */
bool rill_rng_start(uintptr_t base);
/* At most n bytes that it has made, into buf: how many. 0: none yet, it has been
 * asked. -1: it is broken, or not started. */
int rill_rng_take(void *buf, size_t n);
/* It writes no more to our memory, and is not started. */
void rill_rng_stop(void);

/* ---- the end ---- */

struct rill_power;

struct rill_power_ops {
    const char *name;
    /* End the machine with status 0..255, and give it its time to. Returns only if it
     * has no way to; then the next of the list is tried. */
    void (*off)(const struct rill_power *p, int status);
};

struct rill_power {
    const struct rill_power_ops *ops; /* NULL: the list ends here */
    const char *compatible;           /* as a console's */
    uintptr_t base;
    bool absent; /* a tree that would have it has not */
};

/* ---- what started us ---- */

/* The words for argv, as port/image.h describes them, into buf.
 *   returns  their length without the final 0; -1: the machine gives none;
 *            n or more: they do not fit, and buf holds nothing of use. */
typedef int rill_ask_fn(char *buf, size_t n);

/* What the loader that started us has passed, and how to read it. */
struct rill_loader {
    /* Correct rill_board by what a1 held at entry, and say where the memory ends that
     * is ours. Once, before the console's init and the heap. Panics, on the console
     * of the board's folder, if a1 is not what this loader passes. */
    uintptr_t (*find)(const void *a1);
    const char *(*args)(void); /* rill_boot_args of port/image.h */
};

/* Instead of rill_board itself, where nobody will know better: in ROM. */
#define RILL_BOARD_FIXED(facts) \
    extern struct rill_board rill_board __attribute__((alias(#facts)))

struct rill_board {
    const char *name;
    const struct rill_console *console;  /* the one in use */
    const struct rill_console *consoles; /* those to try, best first */
    struct rill_timer_dev timer;
    /* NULL: no harts but ours, or firmware starts and interrupts them */
    const struct rill_ipi_dev *ipi;
    struct rill_irqs_dev irqs;
    const struct rill_power *powers; /* the same */
    const struct rill_loader *loader;
    rill_ask_fn *ask; /* for rill_loader_asked; NULL: nobody can be asked */
};

extern struct rill_board rill_board; /* board/NAME/board.c */

/* Drivers, board/dev/. One that a board does not name is not linked. */
extern const struct rill_console_ops rill_uart_ns16550, rill_uart_sifive,
    rill_uart_shakti, rill_uart_ibex, rill_console_htif, rill_console_sbi,
    rill_console_semihost;
extern const struct rill_power_ops rill_power_finisher, rill_power_semihost,
    rill_power_htif, rill_power_sbi;
rill_ask_fn rill_ask_semihost;

/* kernel/: a device tree in a1; nothing, and the board asks. */
extern const struct rill_loader rill_loader_fdt, rill_loader_asked;

#endif
