# board/hifive1/board.mk -- QEMU's sifive_e; libc in its small build.
MARCH     := rv32imac
MABI      := ilp32
MARCHES   := rv32imac/ilp32
BOARD_SRC := board/hifive1/board.c board/dev/uart_sifive.c board/dev/timer_clint.c \
             board/dev/plic.c board/dev/power_semihost.c board/dev/semihost.c
CLOCK_SRC := board/hifive1/clock.c
LIBC      :=
RING_BYTES := 128
QEMU      := qemu-system-riscv32
QEMU_MACHINE := sifive_e
QEMU_ARGS :=
ARGS_BY   := semihost
EXIT_BY   := semihost
