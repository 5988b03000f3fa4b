/* board/dev/timer_sbi.c -- the timer when firmware has the CLINT. The clock is the time
 * CSR. With Sstc the comparator is the hart's own, stimecmp. Otherwise it is the
 * firmware's, and each alarm costs a call and two traps. Unprivileged spec, chapter 10
 * (time); "Sstc" extension 1.0, chapter 2 (stimecmp); SBI 1.0, chapter 6 (set_timer)
 * and 5.1 (the legacy one).
 */
#include <port/board.h>
#include <port/hart.h>
#include "sbi.h"

/* gcc knows the width, and leaves the other code out. */
#define WIDE (sizeof(uintptr_t) == 8)

/* By number, because the assembler knows their names only with the extension in
 * -march. */
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

/* The first alarm finds out. Harts that find out at one time find one answer, because
 * the harts of a machine are equal here. */
static enum { UNKNOWN, OWN, CALL, LEGACY } way;

/* On 32 bits this reads the halves high, low, high. If high changed, low may belong to
 * either value, so it reads again. */
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

/* A hart without a comparator of its own traps here. So does a hart if the firmware has
 * not opened the comparator (menvcfg.STCE). Firmware passes the trap on to us. The first
 * alarm may be set inside a trap, when another hart asks for it. */
__attribute__((noinline, cold)) static void find_way(void)
{
    way = RILL_HART_CAN("csrr zero, " STIMECMP, 0) ? OWN
          : rill_sbi_has(SBI_TIME)                 ? CALL
                                                   : LEGACY;
}

/* On 32 bits first make low all ones, or an unwanted interrupt may come between the two
 * stores, as with mtimecmp (privileged spec, 3.2.1). */
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

/* Either way clears a pending interrupt, unless the new time has come already. */
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
