# board/spike/board.mk -- of both widths; one hart, for that is what HTIF is for.
MARCH     := rv64gc
MABI      := lp64d
MARCHES   := rv64gc/lp64d rv32imac/ilp32
BOARD_SRC := board/spike/board.c board/dev/htif.c board/dev/irqs_none.c \
             board/dev/timer_clint$(if $(filter rv64%,$(MARCH)),64).c
LIBC      := release
QEMU      := qemu-system-riscv$(if $(filter rv64%,$(MARCH)),64,32)
QEMU_MACHINE := spike
QEMU_ARGS := -bios none
ARGS_BY   := append
EXIT_BY   := htif
