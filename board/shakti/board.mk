# board/shakti/board.mk -- one C-class hart. QEMU takes an image only as -bios.
MARCH     := rv64gc
MABI      := lp64d
MARCHES   := rv64gc/lp64d
BOARD_SRC := board/shakti/board.c board/dev/uart_shakti.c \
             board/dev/timer_clint64.c board/dev/irqs_none.c \
             board/dev/power_semihost.c board/dev/semihost.c
LIBC      := release
QEMU      := qemu-system-riscv64
QEMU_MACHINE := shakti_c
QEMU_ARGS :=
QEMU_LOAD := bios
ARGS_BY   := semihost
EXIT_BY   := semihost
