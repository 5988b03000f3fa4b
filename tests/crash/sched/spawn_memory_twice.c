/* A program gives one memory to two tasks. */
// expect-status: 134
// expect-out: ^rill: panic: rill_spawn: the memory at 0x[0-9a-f]+ is that of task "wren"
// boards: virt,virt32,virt-s
#include <rill/rill.h>

static char memory[8192] __attribute__((aligned(16)));

static int stay(void *unused)
{
    (void)unused;
    return rill_sleep_ns(RILL_S);
}

int main(void)
{
    struct rill_task_opts opts = {
        .name = "wren", .memory = memory, .memory_bytes = 4096};

    if (rill_spawn(NULL, &opts, stay, NULL))
        return 1;
    opts.memory = memory + 2048; /* a part of that memory */
    return rill_spawn(NULL, &opts, stay, NULL);
}
