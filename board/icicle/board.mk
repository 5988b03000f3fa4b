# board/icicle/board.mk -- QEMU starts the chip in its eNVM, given as -bios.
MARCH     := rv64gc
MABI      := lp64d
MARCHES   := rv64gc/lp64d
BOARD_SRC := board/icicle/board.c board/dev/uart_ns16550.c \
             board/dev/timer_clint64.c board/dev/plic.c \
             board/dev/power_semihost.c board/dev/semihost.c
LIBC      := release
QEMU      := qemu-system-riscv64
QEMU_MACHINE := microchip-icicle-kit
QEMU_ARGS :=
QEMU_LOAD := bios
QEMU_SMP  := 2
ARGS_BY   := semihost
EXIT_BY   := semihost
