//! The columns of a row that did not come in a file: its cells are named by column id.

use super::{Columns, Reader, Title};
use crate::issue::{CellFault, Disposition, told};
use crate::layout::Layout;
use crate::reason::Reason;

impl Columns {
    /// Understands column ids. Whoever names cells by id means each of them: what is no column, or is
    /// named twice, is a fault of the row, and its cell is not shown, for it may hold anything.
    pub(crate) fn of_ids<'i>(layout: &'static Layout, ids: impl Iterator<Item = &'i str>) -> Self {
        let mut columns = Self::none_of(layout);
        for (at, id) in ids.enumerate() {
            let reader = columns.of_id(at, id).unwrap_or_else(|reason| {
                let field = (told(id).into(), told(id).into());
                columns.refused.push(CellFault::new(field, "", Disposition::Rejected, &reason));
                Reader::Nobody
            });
            columns.titles.push(Title { text: told(id).into(), reader });
        }
        columns
    }

    fn of_id(&mut self, at: usize, id: &str) -> Result<Reader, Reason> {
        let layout = self.layout;
        let own = layout.columns().find(|column| column.is_called(id)).map(|column| column.id.to_owned());
        let Some(name) = own.or_else(|| layout.open_column(id)) else {
            return Err(Reason::new(
                format!("layout {} has no such column", layout.id),
                format!("格式 {} 没有这一列", layout.id),
            ));
        };
        if self.places.contains_key(name.as_str()) || self.open.iter().any(|(open, _)| *open == name) {
            return Err(Reason::new(format!("column {name} stands there more than once"), format!("列 {name} 重复")));
        }
        Ok(self.put(&name, at, None))
    }
}
