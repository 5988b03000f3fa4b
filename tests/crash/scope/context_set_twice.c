/* One record for two values. */
// expect-status: 134
// expect-out: ^rill: panic: rill_context_set: this record holds a value already
#include <rill/rill.h>

int main(void)
{
    struct rill_context c;
    struct rill_value v;

    rill_context_begin(&c, RILL_FOREVER);
    rill_context_set(&v, &c, NULL);
    rill_context_set(&v, &v, NULL);
    return 0;
}
