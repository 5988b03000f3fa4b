/* board/dev/sbi.h -- a call of the firmware below us: RISC-V Supervisor Binary
 * Interface specification, 1.0 (chapters by its numbers) and, where it says so, 2.0.
 *
 * Registers, chapter 3: a7 is the extension, a6 the function in it. a0 to a5 go in, an
 * error and a value come back in a0 and a1, and all other registers stay. A legacy call
 * (chapter 5) has no a6, and its answer is in a0 alone.
 *
 * SBI takes physical addresses. Ours are: boot begins with satp 0
 * (boot/mode-s/entry.h), and page tables change no address (kernel/paging).
 */
#ifndef BOARD_DEV_SBI_H
#define BOARD_DEV_SBI_H

#include <stdbool.h>
#include <stdint.h>

#define SBI_SET_TIMER_LEGACY 0x0 /* chapter 5 */
#define SBI_PUTCHAR_LEGACY   0x1
#define SBI_GETCHAR_LEGACY   0x2
#define SBI_SHUTDOWN_LEGACY  0x8
#define SBI_BASE             0x10 /* chapter 4 */
#define SBI_BASE_VERSION     0
#define SBI_BASE_PROBE       3
#define SBI_TIME             0x54494d45 /* chapter 6: set_timer */
#define SBI_IPI              0x735049   /* chapter 7: send_ipi */
#define SBI_HSM              0x48534d   /* chapter 9: hart_start */
#define SBI_RFENCE           0x52464e43 /* chapter 8 */
#define SBI_RFENCE_PAGES     1          /* remote_sfence_vma */
#define SBI_SRST             0x53525354 /* chapter 10: system_reset */
#define SBI_DBCN             0x4442434e /* 2.0, chapter 12 */
#define SBI_DBCN_WRITE       0
#define SBI_DBCN_READ        1

struct rill_sbi {
    intptr_t error; /* 0: none */
    uintptr_t value;
};

static inline struct rill_sbi rill_sbi_of_4(uintptr_t extension,
                                            uintptr_t function, uintptr_t first,
                                            uintptr_t second, uintptr_t third,
                                            uintptr_t fourth)
{
    register uintptr_t a3 __asm__("a3") = fourth;
    register uintptr_t a0 __asm__("a0") = first;
    register uintptr_t a1 __asm__("a1") = second;
    register uintptr_t a2 __asm__("a2") = third;
    register uintptr_t a6 __asm__("a6") = function;
    register uintptr_t a7 __asm__("a7") = extension;

    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1)
                     : "r"(a2), "r"(a3), "r"(a6), "r"(a7)
                     : "memory");
    return (struct rill_sbi){(intptr_t)a0, a1};
}

static inline struct rill_sbi rill_sbi(uintptr_t extension, uintptr_t function,
                                       uintptr_t first, uintptr_t second,
                                       uintptr_t third)
{
    return rill_sbi_of_4(extension, function, first, second, third, 0);
}

/* Does the firmware have this extension? Firmware before 0.2 has no such question and
 * answers an error, which means no. */
static inline bool rill_sbi_has(uintptr_t extension)
{
    struct rill_sbi r = rill_sbi(SBI_BASE, SBI_BASE_PROBE, extension, 0, 0);

    return !r.error && r.value;
}

#endif
