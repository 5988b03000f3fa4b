# board/virt/board.mk -- how images for this board are built and run.
MARCH     := rv64gc
MABI      := lp64d
MARCHES   := rv64gc/lp64d rv64imac/lp64
BOARD_SRC := board/virt/board.c board/dev/uart_ns16550.c board/dev/timer_clint64.c \
             board/dev/plic.c board/dev/power_finisher.c
IPI_SRC   := board/dev/ipi_clint.c
RTC_SRC   := board/dev/rtc_goldfish.c
RNG_SRC   := board/dev/rng_virtio.c
LIBC      := release
QEMU      := qemu-system-riscv64
QEMU_MACHINE := virt
QEMU_ARGS := -bios none
ARGS_BY   := append
EXIT_BY   := finisher
