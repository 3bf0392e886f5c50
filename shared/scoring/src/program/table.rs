//! Cells of all classes side by side, so that the inner loop finds one by arithmetic alone.

use super::cell::{Cell, Class};

/// Cells of all classes in one table, `1 << shift` a class, and room for ages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) cells: Vec<Cell>,
    pub(crate) shift: u32,
    pub(crate) ages: usize,
}

impl Table {
    pub(crate) fn of(classes: &[Class], ages: usize) -> Self {
        let shift = (ages + 1).next_power_of_two().trailing_zeros();
        let width = 1usize << shift;
        let mut cells = Vec::with_capacity(classes.len().max(1) * width);
        for class in classes {
            cells.extend(class.cells.iter().take(width).copied());
            cells.resize(cells.len().next_multiple_of(width), Cell::default());
        }
        if cells.is_empty() {
            cells.resize(width, Cell::default());
        }
        Self { cells, shift, ages }
    }
}
