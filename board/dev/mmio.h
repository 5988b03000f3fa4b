/* board/dev/mmio.h -- reading and writing device registers. The only casts to a
 * volatile pointer in the tree.
 *
 * A store to memory and one to a device are ordered by a fence with i and o, not
 * by program order (RISC-V unprivileged spec, 2.7): what was written to memory
 * before is seen before a device register changes, and what is read from memory
 * after is read after the register. QEMU does not show a missing one. */
#ifndef BOARD_DEV_MMIO_H
#define BOARD_DEV_MMIO_H

#include <stdint.h>

static inline void mmio_write32(uintptr_t at, uint32_t value)
{
    __asm__ volatile("fence w, o" ::: "memory");
    *(volatile uint32_t *)at = value;
}

static inline uint32_t mmio_read32(uintptr_t at)
{
    uint32_t value = *(volatile uint32_t *)at;
    __asm__ volatile("fence i, r" ::: "memory");
    return value;
}

/* Of registers of one device that stand for what happens in another: an interrupt
 * controller's. Read before the other is, or memory, written after all that was
 * said to it; a plain fence above leaves two devices unordered. What is written after the
 * first depends on what was read: no write passes a branch (RVWMO, rule 11). */
static inline uintptr_t mmio_read32_first(uintptr_t at)
{
    uintptr_t value; /* below 2^31; as assembly, as mmio_read8 */

    __asm__ volatile("lw %0, 0(%1)\n\tfence i, ir"
                     : "=r"(value)
                     : "r"(at)
                     : "memory");
    return value;
}

static inline void mmio_write32_last(uintptr_t at, uint32_t value)
{
    __asm__ volatile("fence iorw, o" ::: "memory");
    *(volatile uint32_t *)at = value;
}

/* One access, where a register of the hart is as wide. */
static inline void mmio_write64(uintptr_t at, uint64_t value)
{
    __asm__ volatile("fence w, o" ::: "memory");
    *(volatile uint64_t *)at = value;
}

static inline uint64_t mmio_read64(uintptr_t at)
{
    uint64_t value = *(volatile uint64_t *)at;
    __asm__ volatile("fence i, r" ::: "memory");
    return value;
}

static inline void mmio_write8(uintptr_t at, uint8_t value)
{
    __asm__ volatile("fence w, o" ::: "memory");
    *(volatile uint8_t *)at = value;
}

/* 0..255. As assembly, for gcc 12 would clear the bits above once more. */
static inline uintptr_t mmio_read8(uintptr_t at)
{
    uintptr_t value;

    __asm__ volatile("lbu %0, 0(%1)\n\tfence i, r"
                     : "=r"(value)
                     : "r"(at)
                     : "memory");
    return value;
}

#endif
