/* machine.c -- what malloc asks of the kernel, for programs on this machine. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "memory.h"

/* As RAM, it ends with a page. */
char __heap_start[REGION] __attribute__((aligned(16384)));
char __text_start[1], __tdata_size[1];
uintptr_t host_page_size = 512;

struct rill_lock rill_heap_lock, rill_sched_lock;
uintptr_t rill_heap_brk, rill_heap_floor, rill_heap_end;
size_t rill_gap_bytes;
const char rill_gap[] = "gap", rill_loose[] = "loose";
bool rill_pages_are_open;
uint32_t rill_pages_kept[RILL_HARTS];

struct rill_hart rill_harts[RILL_HARTS];
_Thread_local struct rill_hart *host_hart = rill_harts;
_Thread_local uint32_t host_task = 1;
_Thread_local char *rill_tp;
_Thread_local jmp_buf *host_panics;
_Thread_local char host_said[300];
void (*host_joins)(void);
uint64_t host_seed;
unsigned long host_step;

void host_reset(size_t page_size, size_t skip, size_t bytes)
{
    host_page_size = page_size;
    memset(rill_harts, 0, sizeof rill_harts);
    memset(rill_heaps, 0, sizeof rill_heaps);
    rill_heap_from = UINTPTR_MAX;
    rill_heap_mask = 0;
    rill_gap_bytes = 0;
    rill_heap_brk = (uintptr_t)__heap_start + skip;
    rill_heap_end = rill_heap_floor = (uintptr_t)__heap_start + bytes;
    inside_reset();
    host_be(0);
}

void host_be(unsigned hart)
{
    host_hart = &rill_harts[hart];
    host_task = hart + 1;
    rill_tp = (char *)rill_heap_end;
}

void rill_lock_take(struct rill_lock *l)
{
    if (__atomic_load_n(&l->holder, __ATOMIC_RELAXED) == host_task)
        wrong("a lock is taken twice");
    if (l == &rill_sched_lock &&
        __atomic_load_n(&rill_heap_lock.holder, __ATOMIC_RELAXED) == host_task)
        wrong("rill_sched_lock is taken with the heap's held, a leaf");
    for (uint32_t none = 0;
         !__atomic_compare_exchange_n(&l->holder, &none, host_task, false,
                                      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
         none = 0)
        ;
}

void rill_lock_drop(struct rill_lock *l)
{
    if (__atomic_load_n(&l->holder, __ATOMIC_RELAXED) != host_task)
        wrong("a lock is dropped that is another's, or nobody's");
    __atomic_store_n(&l->holder, 0, __ATOMIC_RELEASE);
}

struct rill_task *rill_block_more(rill_block_kind kind)
{
    if (kind || rill_heap_lock.holder != host_task ||
        rill_sched_lock.holder != host_task)
        wrong("rill_block_more(%u) without its locks", kind);
    if (host_joins)
        host_joins();
    return NULL;
}

/* No block ends here, so no gap is ever opened. */
struct rill_task *rill_block_lay_out(struct rill_block *b, rill_block_kind kind)
{
    (void)b;
    wrong("a block of kind %u is laid out", kind);
}

const char *rill_region(uintptr_t at)
{
    return at < (uintptr_t)__heap_start ? "6data" : "6what is no memory";
}

const struct rill_task *rill_stack_of(uintptr_t sp)
{
    (void)sp;
    return NULL;
}

_Noreturn void rill_panic_from(uintptr_t caller, const char *fmt, ...)
{
    va_list args;

    (void)caller;
    va_start(args, fmt);
    vsnprintf(host_said, sizeof host_said, fmt, args);
    va_end(args);
    if (!host_panics)
        wrong("a panic: %s", host_said);
    longjmp(*host_panics, 1);
}

_Noreturn void rill_image_not_in_trap(const char *call, uintptr_t at)
{
    rill_panic_from(at, "%s is not for traps", call);
}

_Noreturn void wrong(const char *fmt, ...)
{
    va_list args;

    printf("seed %llu fails at step %lu: ", (unsigned long long)host_seed,
           host_step);
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
    _Exit(1);
}

/* splitmix64, Steele and others, Fast splittable pseudorandom number generators, 2014. */
uint32_t random_below(uint64_t *state, uint32_t n)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (uint32_t)((z ^ z >> 31) >> 32) % n;
}
