/* board/dev/rng_virtio.c -- virtio's entropy device behind virtio-mmio, of the first
 * edition ("legacy", version 1: what QEMU gives if not told otherwise) and of the
 * second. Virtual I/O Device 1.1: 4.2 (registers), 2.6 (the queue), 3.1.1 (start),
 * 5.4 (the device).
 *
 * One queue of one buffer. We poll it, and ask the device not to interrupt. The queue
 * has the smallest size, 128 bytes; the driver says how large the page is that legacy
 * devices count in (4.2.4), and here it is 128 too.
 *
 *     queue  0 desc: where the buffer is   16 avail: what is offered   64 used
 *     buffer 32 bytes
 *
 *     start --found--> ready --take--> asked --used.idx moves--> ready, bytes are out
 *                        stop, from any: the device is reset and writes no more
 *
 * The device reads and writes the queue and the buffer at any time. Release: it sees
 * what we wrote before the index that announces it, and the index before the register
 * that rings (mmio.h). Acquire: we read what it wrote after its index. That is enough
 * when the device keeps to the platform's order as well, so we accept
 * VIRTIO_F_ORDER_PLATFORM.
 *
 * Callers: one at a time; libc-shim/services/entropy.c has a lock. */
#include <port/board.h>
#include "mmio.h"

enum { /* 4.2.2, table 4.1; legacy: 4.2.4 */
       REG_MAGIC = 0x00,
       REG_VERSION = 0x04,
       REG_DEVICE = 0x08,
       REG_FEATURES = 0x10,
       REG_FEATURES_SEL = 0x14,
       REG_DRIVER = 0x20,
       REG_DRIVER_SEL = 0x24,
       REG_LEGACY_PAGE = 0x28,
       REG_QUEUE_SEL = 0x30,
       REG_QUEUE_MOST = 0x34,
       REG_QUEUE_NUM = 0x38,
       REG_LEGACY_ALIGN = 0x3c,
       REG_LEGACY_PFN = 0x40,
       REG_QUEUE_READY = 0x44,
       REG_NOTIFY = 0x50,
       REG_STATUS = 0x70,
       REG_DESC = 0x80,
       REG_AVAIL = 0x90,
       REG_USED = 0xa0,
};

#define MAGIC          0x74726976u /* "virt" */
#define DEVICE_ENTROPY 4           /* 5 */
/* 2.1 */
#define STATUS_ACKNOWLEDGE 1u
#define STATUS_DRIVER      2u
#define STATUS_DRIVER_OK   4u
#define STATUS_FEATURES_OK 8u
/* 6: bits 32 and 36, in the upper word */
#define UPPER_VERSION_1      0x01u
#define UPPER_ORDER_PLATFORM 0x10u

#define DESC_WRITE         2 /* the device writes: 2.6.5 */
#define AVAIL_NO_INTERRUPT 1 /* 2.6.6 */

#define QUEUE_BYTES 128
#define USED_AT     64

static struct queue {
    struct {
        uint64_t at;
        uint32_t bytes;
        uint16_t flags, next;
    } desc;
    struct {
        uint16_t flags, index, ring, used_event;
    } avail;
    struct {
        uint16_t flags, index;
        uint32_t id, bytes;
        uint16_t avail_event;
    } used __attribute__((aligned(USED_AT)));
} queue __attribute__((aligned(QUEUE_BYTES)));

_Static_assert(sizeof(struct queue) == QUEUE_BYTES, "one page");
_Static_assert(offsetof(struct queue, avail) == 16, "legacy: 2.6.2");
_Static_assert(offsetof(struct queue, used) == USED_AT, "legacy: 2.6.2");

const char rill_rng_compatible[] = "virtio,mmio";

static uint8_t buffer[32];
static uintptr_t device; /* 0: no device is started */
static uint16_t seen;    /* the last used.index that we saw */
static bool asked;

/* 2.1.2: the device is reset when its status says so. A read takes a bus cycle or
 * more. */
static bool reset(void)
{
    unsigned looks = 10000;

    mmio_write32(device + REG_STATUS, 0);
    while (mmio_read32(device + REG_STATUS))
        if (!--looks)
            return false;
    return true;
}

static void set_address(unsigned reg, const void *at)
{
    const uint64_t address = (uintptr_t)at;

    mmio_write32(device + reg, (uint32_t)address);
    mmio_write32(device + reg + 4, (uint32_t)(address >> 32));
}

/* We want none of the device's further features.
 *   returns false: the device does not work like that. */
static bool agree(void)
{
    const uint32_t status =
        STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK;
    uint32_t upper;

    mmio_write32(device + REG_FEATURES_SEL, 1);
    upper = mmio_read32(device + REG_FEATURES);
    mmio_write32(device + REG_DRIVER_SEL, 0);
    mmio_write32(device + REG_DRIVER, 0);
    mmio_write32(device + REG_DRIVER_SEL, 1);
    mmio_write32(device + REG_DRIVER,
                 upper & (UPPER_VERSION_1 | UPPER_ORDER_PLATFORM));
    mmio_write32(device + REG_STATUS, status);
    return upper & UPPER_VERSION_1 &&
           mmio_read32(device + REG_STATUS) & STATUS_FEATURES_OK;
}

static bool start_modern(void)
{
    if (!agree())
        return false;
    mmio_write32(device + REG_QUEUE_SEL, 0);
    if (mmio_read32(device + REG_QUEUE_READY) ||
        !mmio_read32(device + REG_QUEUE_MOST))
        return false;
    mmio_write32(device + REG_QUEUE_NUM, 1);
    set_address(REG_DESC, &queue.desc);
    set_address(REG_AVAIL, &queue.avail);
    set_address(REG_USED, &queue.used);
    mmio_write32(device + REG_QUEUE_READY, 1);
    mmio_write32(device + REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER |
                                          STATUS_FEATURES_OK |
                                          STATUS_DRIVER_OK);
    return true;
}

static bool start_legacy(void)
{
    const uint64_t page = (uintptr_t)&queue / QUEUE_BYTES;

    if (page > UINT32_MAX)
        return false;
    mmio_write32(device + REG_DRIVER_SEL, 0);
    mmio_write32(device + REG_DRIVER, 0);
    mmio_write32(device + REG_LEGACY_PAGE, QUEUE_BYTES);
    mmio_write32(device + REG_QUEUE_SEL, 0);
    if (mmio_read32(device + REG_LEGACY_PFN) ||
        !mmio_read32(device + REG_QUEUE_MOST))
        return false;
    mmio_write32(device + REG_QUEUE_NUM, 1);
    mmio_write32(device + REG_LEGACY_ALIGN, USED_AT);
    mmio_write32(device + REG_LEGACY_PFN, (uint32_t)page);
    mmio_write32(device + REG_STATUS,
                 STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK);
    return true;
}

bool rill_rng_start(uintptr_t at)
{
    uint32_t version;

    if (mmio_read32(at + REG_MAGIC) != MAGIC ||
        mmio_read32(at + REG_DEVICE) != DEVICE_ENTROPY)
        return false;
    version = mmio_read32(at + REG_VERSION);
    if (version != 1 && version != 2)
        return false;
    device = at;
    queue = (struct queue){
        .desc = {.at = (uintptr_t)buffer,
                 .bytes = sizeof buffer,
                 .flags = DESC_WRITE},
        .avail = {.flags = AVAIL_NO_INTERRUPT},
    };
    seen = 0;
    asked = false;
    if (reset()) {
        mmio_write32(device + REG_STATUS, STATUS_ACKNOWLEDGE);
        mmio_write32(device + REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
        if (version == 1 ? start_legacy() : start_modern())
            return true;
    }
    rill_rng_stop();
    return false;
}

void rill_rng_stop(void)
{
    if (device)
        reset();
    device = 0;
}

/* The queue has one place: each offer is descriptor 0, in the ring's only slot. */
static void ask(void)
{
    __atomic_store_n(&queue.avail.index, (uint16_t)(queue.avail.index + 1),
                     __ATOMIC_RELEASE);
    mmio_write32(device + REG_NOTIFY, 0);
    asked = true;
}

int rill_rng_take(void *buf, size_t n)
{
    uint8_t *to = buf;
    uint32_t got;

    if (!device)
        return -1;
    if (!asked)
        ask();
    if (__atomic_load_n(&queue.used.index, __ATOMIC_ACQUIRE) == seen)
        return 0;
    seen++;
    asked = false;
    got = queue.used.bytes;
    if (got > sizeof buffer)
        return -1;
    if (got > n)
        got = (uint32_t)n;
    for (uint32_t i = 0; i < got; i++) {
        to[i] = buffer[i];
        buffer[i] = 0;
    }
    return (int)got;
}
