# board/sifive_u/board.mk -- hart 0 parks, so QEMU needs two harts at least.
MARCH     := rv64gc
MABI      := lp64d
MARCHES   := rv64gc/lp64d
BOARD_SRC := board/sifive_u/board.c board/dev/uart_sifive.c board/dev/timer_clint64.c \
             board/dev/plic.c board/dev/power_semihost.c board/dev/console_semihost.c board/dev/semihost.c
IPI_SRC   := board/dev/ipi_clint.c
LIBC      := release
QEMU      := qemu-system-riscv64
QEMU_MACHINE := sifive_u
QEMU_ARGS := -bios none
QEMU_SMP  := 2
QEMU_SMP_MOST := 5
ARGS_BY   := append
EXIT_BY   := semihost
