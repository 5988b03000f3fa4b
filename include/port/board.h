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
 * Rill believes these facts until it knows better: when the loader passes a device tree,
 * kernel/machine/platform.c corrects rill_board by it, at boot, before there is a second
 * hart. When a board's loader passes nothing, the facts stay in ROM: RILL_BOARD_FIXED.
 *
 * Drivers call no other code of Rill, keep their state in their device, and wait only where
 * this page says so. Rill passes a console or a power its own record as first argument. A
 * board has one driver of each other kind (timer, IPIs, interrupt controller, date, random
 * bytes). Rill calls these by name, and board.mk says which file it is (BOARD_SRC, IPI_SRC,
 * RTC_SRC, RNG_SRC).
 */
#ifndef PORT_BOARD_H
#define PORT_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- consoles ---- */

struct rill_console;

/* What get() may say of the last byte. */
#define RILL_GOT_BREAK   1u /* the line was held low: it is no byte */
#define RILL_GOT_BROKEN  2u /* framing or parity: a bit of it may be wrong */
#define RILL_GOT_OVERRUN 4u /* bytes before it were lost */

/* What want() takes. */
#define RILL_READABLE 1u
#define RILL_WRITABLE 2u

struct rill_console_ops {
    const char *name; /* as rill_platform_print says it */
    /* Is the device there? NULL: yes. Called before init, at boot, on one hart. */
    bool (*works)(const struct rill_console *c);
    void (*init)(const struct rill_console *c); /* may be called again */
    /* Send as many of the n bytes as the device has room for now.   returns  how many. */
    size_t (*put)(const struct rill_console *c, const char *bytes, size_t n);
    /* Take at most n bytes, n > 0, of those that have come. Stop behind a byte with which
     * something is wrong, and set RILL_GOT_* in *wrong; else leave *wrong alone.
     *   returns  how many; fewer than n, and nothing wrong: the device has no more now. */
    size_t (*get)(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong);
    void (*drain)(const struct rill_console *c); /* wait for the last bit */
    /* Interrupt while the device has a byte to read, or room to write, as the bits say. After
     * init it does neither. NULL: the device cannot interrupt, so Rill polls it. */
    void (*want)(const struct rill_console *c, unsigned what);
};

struct rill_console {
    const struct rill_console_ops *ops; /* NULL: the list ends here */
    const char *compatible; /* in a device tree; NULL: no tree names it */
    uintptr_t base;
    uint32_t
        clock_hz; /* what feeds the divider; 0: leave the baud rate alone */
    uint32_t baud;
    uint16_t irq;   /* its source at the interrupt controller; 0: none */
    uint8_t stride; /* bytes between registers, where devices differ in it */
};

/* ---- the timer ---- */

/* Registers of the hart with this id, when the harts' registers are not in one row. */
struct rill_hart_place {
    uintptr_t id, msip, mtimecmp; /* mtimecmp 0: an empty entry */
};

/* All harts read one clock. The comparators lie in a row, 8 bytes a hart, from the one of hart
 * id 0; or where `places` says. That table has RILL_HARTS entries, and each hart that runs this
 * image has the first entry that was free from its id % RILL_HARTS on. */
struct rill_timer_dev {
    uintptr_t mtime, mtimecmp; /* the clock; the comparator of hart 0 */
    uint32_t hz;               /* ticks a second; for rill_clock_hz */
#if RILL_HARTS > 1
    const struct rill_hart_place *places; /* NULL: comparators in a row */
#endif
};

#if RILL_HARTS > 1
#define RILL_HART_PLACES (rill_board.timer.places)
#else
#define RILL_HART_PLACES ((const struct rill_hart_place *)NULL)
#endif

/* Ticks a second: never 0, and never another value. CLOCK_SRC in board.mk names the file;
 * without it, the file is board/dev/clock_told.c, which answers rill_board.timer.hz. */
uint32_t rill_clock_hz(void);

/* A board has one timer, and Rill calls its driver by name: every sleep calls these two
 * functions, and a call through a pointer would cost as much as they do. */
uint64_t rill_clock_ticks(void); /* never torn, never backwards */
/* Interrupt this hart once, at `when`, or at once if `when` has passed: set the comparator and
 * call rill_irq_accept_timer, which the interrupt undoes. */
void rill_clock_arm(uint64_t when);
const char *rill_clock_name(void); /* as rill_platform_print says it */

/* How a hart interrupts another one. IPI_SRC in board.mk names the driver, and only images
 * for more than one hart link it. The facts of a CLINT are an object of their own, so that
 * images for boards without a CLINT do not have them. */
struct rill_ipi_dev {
    uintptr_t
        msip; /* of hart 0; 4 bytes a hart, unless rill_timer_dev has places */
};
extern const struct rill_ipi_dev rill_board_ipi; /* board/NAME/board.c */

/* Clear the pending software interrupts of the n harts with registers at msip, 4 bytes each.
 * The boot hart calls it before it starts another hart. Otherwise an interrupt that the last
 * run left would keep a hart awake that Rill does not start. */
void rill_ipi_quiet(uintptr_t msip, unsigned n);

/* Some harts' comparators go by the clock at mtime, and not by rill_board.timer.mtime. Set
 * that clock to agree with ours, to a microsecond or some ticks. Called before these harts
 * start.   returns  false: that clock differs and cannot be set. */
bool rill_clock_agree(uintptr_t mtime);

/* Start the hart with this id, which has never run, in boot/, as h: hart `number`, in which
 * the id, the stacks and the idle task are set. Only the boot hart calls it, once for each
 * hart. It does not wait for the hart, and does not tell when the hart never comes;
 * kernel/irq/many/harts.c counts those that come.
 *   returns  false: the hart cannot be started; h and number are free for another. */
struct rill_hart;
bool rill_hart_start(uintptr_t hart_id, struct rill_hart *h, unsigned number);

/* Make that hart's software interrupt pending. The other hart sees what this hart wrote
 * before, once the other hart has called rill_ipi_clear. */
void rill_ipi_send(uintptr_t hart_id);
/* Clear this hart's software interrupt. After it, this hart sees what the sender wrote before
 * it sent. So the caller clears first, and then looks. */
void rill_ipi_clear(void);
/* In S-mode: have all harts forget what they have read of the page tables.   returns  false:
 * firmware cannot do that. */
bool rill_paging_fence_others(void);

/* ---- the interrupt controllers ----
 *
 * A machine has one controller, or one in each socket, all of one kind. There a device's
 * interrupt has a number, its source, from 1 to `sources`. It goes to the hart of each context
 * that lets the source through. A hart has at most one context, at one controller. */

/* A hart's context. */
struct rill_irqs_at {
    uintptr_t base; /* of the controller; 0: no device interrupts the hart */
    uint16_t context;
    uint16_t sources;    /* the greatest */
    uint16_t controller; /* its number in the tree's order; else 0 */
};

struct rill_irqs_dev {
    uintptr_t base; /* 0: the machine has no controller */
    uint16_t sources;
    /* A hart's context is first + step * its id, unless a tree has said which. */
    int16_t context_first, context_step;
    const struct rill_irqs_at *of; /* by a hart's index; NULL: as above */
};

/* The driver, called by name; a board without a controller has board/dev/irqs_none.c. Calls
 * with `base` come from any hart, one at a time. Only the context's own hart claims and
 * completes. */

/* Start a context: no priority is masked, and all its sources are off until let.
 *   returns  the `door` for claim and complete, so that they need not compute it. */
uintptr_t rill_irqs_start(uintptr_t base, unsigned context, unsigned sources);
/* Let a source interrupt that context's hart, with a priority from 1 on (or the controller's
 * highest, if that is lower). Priority 0 shuts the source out. A source is let for one context
 * only. A caller may shut a source out between its claim and its completion, and let it again
 * later for that context. */
void rill_irqs_let(uintptr_t base, unsigned context, unsigned source,
                   unsigned priority);
/* Only sources above this priority interrupt the context's hart.  returns  the old one. */
unsigned rill_irqs_above(uintptr_t base, unsigned context, unsigned priority);
/* A source that is shut out and not in service may be let for another context. */
void rill_irqs_free(uintptr_t base, unsigned context, unsigned source);
/* In a trap: the source that interrupts; 0: none, another hart took it. The source does not
 * interrupt again until rill_irqs_complete; by then its driver has served the device. */
uintptr_t rill_irqs_claim(uintptr_t door);
void rill_irqs_complete(uintptr_t door, uintptr_t source);

/* ---- the date ---- */

struct rill_rtc_dev {
    uintptr_t base; /* when no tree says; 0: the board has none */
};
/* board/NAME/board.c, if there is an RTC_SRC. */
extern const struct rill_rtc_dev rill_board_rtc;

/* The device's name in a device tree; the driver defines it. */
extern const char rill_rtc_compatible[];

/* The ns from 1970 to now, UTC, by a clock that goes on while the machine is off; 0: no clock
 * knows. Any hart, several at once. RTC_SRC in board.mk names the driver, which Rill calls by
 * name. Its facts are an object of their own, so that only programs that want the date link
 * them. */
uint64_t rill_rtc_ns(uintptr_t base);

/* ---- random bytes ----
 *
 * A device that makes random bytes: RNG_SRC in board.mk names its driver, which Rill calls by
 * name. The only caller is libc-shim/services/entropy.c, in one task at a time; it waits. */

struct rill_rng_dev {
    uintptr_t base;       /* of the first place, when no tree says */
    uint32_t step, slots; /* from place to place, and how many; 0: none */
};
/* board/NAME/board.c, if there is an RNG_SRC. */
extern const struct rill_rng_dev rill_board_rng;

extern const char rill_rng_compatible[]; /* as above */

/* Make the device ready.   returns  false: no device answers, or of a kind we do not know. */
bool rill_rng_start(uintptr_t base);
/* Copy at most n bytes that the device has made into buf.   returns  how many; 0: none yet, but
 * the device has been asked; -1: it is broken or not started. */
int rill_rng_take(void *buf, size_t n);
/* Stop the device. After it, the device does not write to our memory. */
void rill_rng_stop(void);

/* ---- the end ---- */

struct rill_power;

struct rill_power_ops {
    const char *name;
    /* End the machine with status 0..255, and wait while it ends. Returns only when this
     * driver cannot end the machine; then Rill tries the next of the list. */
    void (*off)(const struct rill_power *p, int status);
};

struct rill_power {
    const struct rill_power_ops *ops; /* NULL: the list ends here */
    const char *compatible;           /* as in struct rill_console */
    uintptr_t base;
    bool absent; /* the tree, which would name it, does not */
};

/* ---- what started us ---- */

/* The words for argv, as port/image.h describes them, into buf.
 *   returns  their length without the final 0; -1: the machine gives none;
 *            n or more: they do not fit, and buf holds nothing of use. */
typedef int rill_ask_fn(char *buf, size_t n);

/* What the loader that started us has passed, and how to read it. */
struct rill_loader {
    /* Correct rill_board by what a1 held at entry.   returns  where our memory ends.
     * Called once, before the console's init and the heap. Panics, on the console of the
     * board's folder, when a1 is not what this loader passes. */
    uintptr_t (*find)(const void *a1);
    const char *(*args)(void); /* rill_boot_args of port/image.h */
};

/* In place of a definition of rill_board, when no loader corrects the facts: in ROM. */
#define RILL_BOARD_FIXED(facts) \
    extern struct rill_board rill_board __attribute__((alias(#facts)))

struct rill_board {
    const char *name;
    const struct rill_console *console;  /* the one in use */
    const struct rill_console *consoles; /* the ones to try, best first */
    struct rill_timer_dev timer;
    /* NULL: no harts but ours, or firmware starts and interrupts them */
    const struct rill_ipi_dev *ipi;
    struct rill_irqs_dev irqs;
    const struct rill_power *powers; /* the ones to try, best first */
    const struct rill_loader *loader;
    rill_ask_fn *ask; /* for rill_loader_asked; NULL: the board has no words */
};

extern struct rill_board rill_board; /* board/NAME/board.c */

/* Drivers, board/dev/. The linker leaves out those that the board does not name. */
extern const struct rill_console_ops rill_uart_ns16550, rill_uart_sifive,
    rill_uart_shakti, rill_uart_ibex, rill_console_htif, rill_console_sbi,
    rill_console_semihost;
extern const struct rill_power_ops rill_power_finisher, rill_power_semihost,
    rill_power_htif, rill_power_sbi;
rill_ask_fn rill_ask_semihost;

/* In kernel/machine/: a loader that passes a device tree in a1; one that passes nothing. */
extern const struct rill_loader rill_loader_fdt, rill_loader_asked;

#endif
