# board/virt-s/board.mk -- virt under OpenSBI, which QEMU brings along for 64 bits only.
MODE      := s
MARCH     := rv64gc
MABI      := lp64d
MARCHES   := rv64gc/lp64d rv64imac/lp64 rv32imac/ilp32 rv32gc/ilp32d
BOARD_SRC := board/virt-s/board.c board/dev/uart_ns16550.c board/dev/console_sbi.c \
             board/dev/timer_sbi.c board/dev/plic.c board/dev/power_finisher.c board/dev/power_sbi.c
IPI_SRC   := board/dev/ipi_sbi.c
RTC_SRC   := board/dev/rtc_goldfish.c
RNG_SRC   := board/dev/rng_virtio.c
LIBC      := release
QEMU      := qemu-system-riscv64
QEMU_MACHINE := virt
QEMU_ARGS := -bios default
FIRMWARE  := opensbi
ARGS_BY   := append
EXIT_BY   := finisher
