# board/virt32/board.mk -- virt with 32-bit harts: the same devices.
MARCH     := rv32imac
MABI      := ilp32
MARCHES   := rv32imac/ilp32 rv32gc/ilp32d rv32imc/ilp32
BOARD_SRC := board/virt/board.c board/dev/uart_ns16550.c board/dev/timer_clint.c \
             board/dev/plic.c board/dev/power_finisher.c
IPI_SRC   := board/dev/ipi_clint.c
RTC_SRC   := board/dev/rtc_goldfish.c
RNG_SRC   := board/dev/rng_virtio.c
LIBC      := release
QEMU      := qemu-system-riscv32
QEMU_MACHINE := virt
QEMU_ARGS := -bios none
ARGS_BY   := append
EXIT_BY   := finisher
