/* The floor that bulk computation is held against: compiled on the spot by the benchmark, no part of the package.
 * Largest remainder by partition: no sorting, and no branch in the selection that depends on the data. */
#include <stdint.h>
#include <string.h>

/* The nth largest (from 1) of unique keys; `spare` has room for as many. Both are overwritten. */
static int64_t nth_largest(int64_t *keys, int64_t *spare, int64_t size, int64_t nth) {
    while (size > 1) {
        int64_t a = keys[0], b = keys[size / 2], c = keys[size - 1];
        int64_t pivot = a > b ? (b > c ? b : (a > c ? c : a)) : (a > c ? a : (b > c ? c : b));
        int64_t larger = 0, smaller = 0;
        for (int64_t i = 0; i < size; i++) {
            int64_t key = keys[i];
            keys[larger] = key;
            spare[smaller] = key;
            larger += key > pivot;
            smaller += key < pivot;
        }
        if (nth == larger + 1) return pivot;
        if (nth <= larger) {
            size = larger;
        } else {
            int64_t *swap = keys;
            keys = spare;
            spare = swap;
            nth -= larger + 1;
            size = smaller;
        }
    }
    return keys[0];
}

/* Share `pot` cents over each row of counts; columns stand in the order that breaks ties. `keys` has room for 3 rows. */
void largest_remainder(const int64_t *counts, int64_t *cents, int64_t *keys, int64_t rows, int64_t columns, int64_t pot) {
    int64_t *work = keys + columns, *spare = work + columns;
    for (int64_t row = 0; row < rows; row++, counts += columns, cents += columns) {
        int64_t total = 0, given = 0;
        for (int64_t i = 0; i < columns; i++) total += counts[i];
        if (!total) {
            memset(cents, 0, columns * sizeof *cents);
            continue;
        }
        int64_t whole = pot / total, rest = pot % total;
        for (int64_t i = 0; i < columns; i++) {
            int64_t product = rest * counts[i], quotient = product / total;
            cents[i] = whole * counts[i] + quotient;
            given += cents[i];
            keys[i] = work[i] = (product - quotient * total) * columns + (columns - 1 - i);
        }
        if (given == pot) continue;
        int64_t least = nth_largest(work, spare, columns, pot - given);
        for (int64_t i = 0; i < columns; i++) cents[i] += keys[i] >= least;
    }
}
