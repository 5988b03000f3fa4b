/* This program does not compile. */
int main(void)
{
    return this_is_nowhere;
}
