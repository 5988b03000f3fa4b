/* board/dev/timer_sbi.c -- the timer where firmware has the CLINT. The clock is the
 * time CSR. The comparator is the hart's own, stimecmp, where there is one (Sstc),
 * and else the firmware's: a call, and two traps, for each arming.
 * Unprivileged spec, chapter 10 (time); "Sstc" extension 1.0, chapter 2 (stimecmp);
 * SBI 1.0, chapter 6 (set_timer) and 5.1 (the legacy one).
 */
#include <port/board.h>
#include <port/hart.h>
#include "sbi.h"

/* gcc knows which, and leaves the other out. */
#define WIDE (sizeof(uintptr_t) == 8)

/* By number: to name them the assembler wants the extension in -march. */
#define TIME      "0xc01"
#define TIMEH     "0xc81"
#define STIMECMP  "0x14d"
#define STIMECMPH "0x15d"

#define CSR_READ(number)                                     \
    ({                                                       \
        uintptr_t value_;                                    \
                                                             \
        __asm__ volatile("csrr %0, " number : "=r"(value_)); \
        value_;                                              \
    })
#define CSR_WRITE(number, value) \
    __asm__ volatile("csrw " number ", %0" : : "r"((uintptr_t)(value)))

/* Found when the timer is first armed. Harts that find it at once find the same: one
 * kernel and one firmware take those of a machine as equals. */
static enum { UNKNOWN, OWN, CALL, LEGACY } way;

/* On 32 bits the halves are read high, low, high: if high changed, low may belong to
 * either and is read again. */
uint64_t rill_clock_ticks(void)
{
    uint32_t high, low;

    if (WIDE)
        return CSR_READ(TIME);
    do {
        high = (uint32_t)CSR_READ(TIMEH);
        low = (uint32_t)CSR_READ(TIME);
    } while (high != CSR_READ(TIMEH));
    return (uint64_t)high << 32 | low;
}

/* A hart that has no comparator of its own traps, and so does one with firmware that has
 * not opened it (menvcfg.STCE); firmware passes that trap on to us. It may be a trap, of
 * another hart's asking, that arms the timer first. */
__attribute__((noinline, cold)) static void find_way(void)
{
    way = RILL_HART_CAN("csrr zero, " STIMECMP, 0) ? OWN
          : rill_sbi_has(SBI_TIME)                 ? CALL
                                                   : LEGACY;
}

/* On 32 bits low is made as large as it gets first, or between the halves an
 * interrupt comes that nobody asked for, as with mtimecmp (privileged spec, 3.2.1). */
static void set_stimecmp(uint64_t when)
{
    if (WIDE) {
        CSR_WRITE(STIMECMP, when);
        return;
    }
    CSR_WRITE(STIMECMP, UINT32_MAX);
    CSR_WRITE(STIMECMPH, when >> 32);
    CSR_WRITE(STIMECMP, when);
}

/* Either clears what is pending, unless its time has come again. */
void rill_clock_arm(uint64_t when)
{
    if (way == UNKNOWN)
        find_way();
    if (way == OWN)
        set_stimecmp(when);
    else
        rill_sbi(way == CALL ? SBI_TIME : SBI_SET_TIMER_LEGACY, 0,
                 (uintptr_t)when, WIDE ? 0 : (uintptr_t)(when >> 32), 0);
    rill_irq_accept_timer();
}

const char *rill_clock_name(void)
{
    static const char *const names[] = {
        [OWN] = "sstc", [CALL] = "sbi", [LEGACY] = "sbi, legacy"};

    if (way == UNKNOWN)
        find_way();
    return names[way];
}
