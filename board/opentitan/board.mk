# board/opentitan/board.mk -- Ibex, which has no A extension.
MARCH     := rv32imc
MABI      := ilp32
MARCHES   := rv32imc/ilp32
BOARD_SRC := board/opentitan/board.c board/dev/uart_ibex.c board/dev/timer_ibex.c \
             board/dev/plic.c board/dev/power_semihost.c board/dev/semihost.c
LIBC      := release
QEMU      := qemu-system-riscv32
QEMU_MACHINE := opentitan
QEMU_ARGS :=
ARGS_BY   := semihost
EXIT_BY   := semihost
