/* The heap is used up: malloc returns NULL and sets ENOMEM, and works again after a free. A
 * spawn returns -ENOMEM. */
// expect-status: 0
// expect-out: ^out of memory: ENOMEM$
// expect-out: ^again: yes$
// reject-out: rill:
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct piece {
    struct piece *next;
};

int main(void)
{
    struct piece *list = NULL, *p;
    size_t size = 1 << 20, n = 0;

    for (; size >= 64; size /= 4)
        while ((errno = 0, p = malloc(size)) != NULL) {
            p->next = list;
            list = p;
            n++;
        }
    printf("out of memory: %s\n", errno == ENOMEM ? "ENOMEM" : "?");
    while (list) {
        p = list->next;
        free(list);
        list = p;
    }
    p = malloc(512);
    printf("again: %s\n", p ? "yes" : "no");
    free(p);
    return p == NULL || n == 0;
}
