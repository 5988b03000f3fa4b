/* port/libc/regex.h -- picolibc 1.8.10's header uses size_t without declaring it. */
#pragma GCC system_header
#include <sys/types.h>
#include_next <regex.h>
