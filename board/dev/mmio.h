/* board/dev/mmio.h -- reading and writing device registers. The only casts to a
 * volatile pointer in the tree.
 *
 * Program order does not order a store to memory against a store to a device; a fence
 * with i and o does (RISC-V unprivileged spec, 2.7). With the fences here, what a hart
 * wrote to memory before is seen before the device register changes, and what it reads
 * from memory after is read after the register. QEMU does not show a missing fence. */
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

/* For registers of one device that stand for events in another, as an interrupt
 * controller's do. The plain fences above leave two devices unordered. A read here comes
 * before reads of the other device and of memory; a write comes after all that was
 * written to the other device. A write that follows the read depends on its value, and no
 * write passes a branch (RVWMO, rule 11). */
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

/* One access, when the hart's registers are 64 bits wide. */
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

/* 0..255. In assembly, because gcc 12 would clear the bits above once more. */
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
