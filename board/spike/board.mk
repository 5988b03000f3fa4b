# board/spike/board.mk -- of both widths.
MARCH     := rv64gc
MABI      := lp64d
MARCHES   := rv64gc/lp64d rv32imac/ilp32
BOARD_SRC := board/spike/board.c board/dev/htif.c board/dev/irqs_none.c \
             board/dev/timer_clint$(if $(filter rv64%,$(MARCH)),64).c
IPI_SRC   := board/dev/ipi_clint.c
LIBC      := release
QEMU      := qemu-system-riscv$(if $(filter rv64%,$(MARCH)),64,32)
QEMU_MACHINE := spike
QEMU_ARGS := -bios none
ARGS_BY   := append
EXIT_BY   := htif
