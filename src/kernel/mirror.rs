//! The upper half of a symmetric matrix from its lower one.

/// Rows that are turned together: into pieces of so many columns.
const TURNED: usize = 4;

/// Copies what lies below the diagonal of a square matrix, row by row, to above it.
pub(crate) fn mirror(cells: &mut [f32], size: usize) {
    for top in (0..size).step_by(TURNED) {
        let height = TURNED.min(size - top);
        let (above, rows) = cells.split_at_mut(top * size);
        let row = |index: usize| &rows[index * size..][..top];
        if height == TURNED {
            let columns = row(0).iter().zip(row(1)).zip(row(2).iter().zip(row(3)));
            for (target, ((a, b), (c, d))) in above.chunks_exact_mut(size).zip(columns) {
                target[top..top + TURNED].copy_from_slice(&[*a, *b, *c, *d]);
            }
        } else {
            for index in 0..height {
                for (target, cell) in above.chunks_exact_mut(size).zip(row(index)) {
                    target[top + index] = *cell;
                }
            }
        }
        for row in 1..height {
            for column in 0..row {
                rows[column * size + top + row] = rows[row * size + top + column];
            }
        }
    }
}
