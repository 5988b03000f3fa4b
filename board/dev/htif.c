/* board/dev/htif.c -- console and exit by the host-target interface of the RISC-V ISA
 * simulator and of QEMU's spike: two words in memory that the host looks at.
 *
 *     tohost    ours: what is wanted; the host makes it 0 when it has seen it
 *     fromhost  the host's: an answer; we make it 0 when we have seen it
 *     bits      63..56 device   55..48 command   47..0 payload
 *               0 system        0 call           the end: status * 2 + 1
 *               1 console       0 read, 1 write  a byte
 *
 * Words and devices: riscv-isa-sim, fesvr/htif.cc, device.cc and syscall.cc; QEMU 7.2,
 * hw/char/riscv_htif.c. QEMU looks when the upper half is written, so the driver writes
 * that half last. QEMU's answer to a write of a byte may overwrite a byte read, which
 * is then lost. The simulator answers no write, and loses nothing. So the driver counts
 * each byte that it takes before it gives the byte's place back; tools/qemu-run reads
 * the count and sends again what was lost.
 *
 * On 32 bits the halves are two stores. The simulator looks every few thousand
 * instructions and may look between the two, and then it takes a byte to write for a
 * call of the system: so with the simulator this driver is for 64 bits. (We refused
 * writing by a call, which is one store: QEMU knows it from 8.0 on only, and the
 * simulator has no read for it.)
 *
 * There is one mailbox. On many harts the hart that uses it has the console's lock, or owns
 * the machine's end when the others have stopped (kernel/promises/many/console.h).
 * Interrupts are off between two halves, because a report from a trap would wait for the
 * second half.
 *
 * QEMU finds the two words by their names, wants each to be an object of 8 bytes, and
 * puts a device over the memory from one to the other. They lie at the end of .noinit
 * on pages of their own, because in a page with a device QEMU takes longer for each
 * access.
 */
#include <port/board.h>
#include <port/hart.h>
#include "mmio.h"

#define DEVICE_CONSOLE (1ull << 56)
#define COMMAND_WRITE  (1ull << 48)
#define ANSWER         0x100u      /* in the lower half: this is an answer */
#define ANSWER_COMMAND 0x00ff0000u /* in the upper; 0: read */

#define END_LOOKS 1000000

#define MAILBOX __attribute__((section(".noinit.device"), aligned(4096)))

extern uint64_t tohost, fromhost;
MAILBOX uint64_t tohost, fromhost;

/* How many bytes get has given, for tools/qemu-run. */
extern uint32_t rill_htif_taken;
uint32_t rill_htif_taken;

static bool asked; /* we asked for a byte, and have no answer yet */

static uint32_t upper(const uint64_t *word)
{
    return mmio_read32((uintptr_t)word + 4);
}

static uint32_t lower(const uint64_t *word)
{
    return mmio_read32((uintptr_t)word);
}

static void write(uint64_t *word, uint64_t value)
{
    uintptr_t interrupts = rill_irq_off();

    if (sizeof(uintptr_t) == 8) {
        mmio_write64((uintptr_t)word, value);
    } else {
        mmio_write32((uintptr_t)word, (uint32_t)value);
        mmio_write32((uintptr_t)word + 4, (uint32_t)(value >> 32));
    }
    rill_irq_restore(interrupts);
}

static void drain(const struct rill_console *c)
{
    (void)c;
    while (lower(&tohost) | upper(&tohost)) {
    }
}

static void tell(uint64_t what)
{
    drain(NULL);
    write(&tohost, what);
}

static void init(const struct rill_console *c)
{
    (void)c;
}

static size_t put(const struct rill_console *c, const char *bytes, size_t n)
{
    (void)c;
    for (size_t i = 0; i < n; i++)
        tell(DEVICE_CONSOLE | COMMAND_WRITE | (uint8_t)bytes[i]);
    return n;
}

static bool get_byte(char *to)
{
    if (!asked)
        tell(DEVICE_CONSOLE);
    asked = true;
    if (!(lower(&fromhost) & ANSWER) || upper(&fromhost) & ANSWER_COMMAND)
        return false;
    *to = (char)lower(&fromhost);
    asked = false;
    rill_htif_taken++;
    write(&fromhost, 0);
    return true;
}

static size_t get(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong)
{
    size_t i = 0;

    (void)c, (void)wrong;
    while (i < n && get_byte(to + i))
        i++;
    return i;
}

const struct rill_console_ops rill_console_htif = {
    .name = "htif", .init = init, .put = put, .get = get, .drain = drain};

/* The simulator looks at the words from time to time. */
static void off(const struct rill_power *p, int status)
{
    (void)p;
    tell((uint64_t)status << 1 | 1);
    for (unsigned looks = 0; looks < END_LOOKS; looks++)
        lower(&tohost);
}

const struct rill_power_ops rill_power_htif = {.name = "htif", .off = off};
