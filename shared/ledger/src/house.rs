//! What the house itself puts into records: cells that follow from something it keeps beside them. Each is a version
//! with its author and reason, as every other act is.

use crate::acts::{Standing, content_of};
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{VersionRow, store};
use crate::versions::{Act, Learnt, Manner};
use contracts::access::Reach;
use domain::instant::Instant;
use intake::{Cells, ToCells};
use std::collections::BTreeMap;

/// Cells that a record is to have (代填内容).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Put {
    /// Whom the record is about.
    pub subject_id: i64,
    /// Its key.
    pub key: String,
    /// Its cells from now on; an empty text empties one.
    pub cells: Cells,
    /// Who says so: the house, or whoever made it do so.
    pub actor: String,
    /// Why.
    pub reason: String,
}

/// Who said what some cells of a record hold, and did not merely repeat it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// Whom the record is about.
    pub subject_id: i64,
    /// Its key.
    pub key: String,
    /// Who.
    pub actor: String,
    /// Was it a correction, and no word of the source?
    pub by_correction: bool,
    /// Did it come from another party as it was?
    pub by_move: bool,
    /// Why, if it was an act.
    pub reason: Option<String>,
    /// When.
    pub at: Instant,
    /// Those of the cells that hold something.
    pub cells: Cells,
}

impl Ledger {
    /// Puts cells into many records, in one transaction: whatever stands by now gets them. What has them already or was
    /// taken back is left as it is, and so is what is contested: whoever decides that decides between what was said. What cannot have them is named in the log.
    ///
    /// # Errors
    /// [`LedgerError`]; then nothing was put.
    pub fn put_cells(&self, puts: &[Put]) -> Result<(), LedgerError> {
        if puts.is_empty() {
            return Ok(());
        }
        let keys: Vec<(i64, &str)> = puts.iter().map(|put| (put.subject_id, put.key.as_str())).collect();
        self.change(|mut conn| {
            let mut standing = self.standing_among(store(conn.again()).versions(&keys, Reach::Everywhere)?)?;
            let now = self.clock.now();
            let mut together = BTreeMap::<(&str, &str), Vec<Learnt>>::new();
            for put in puts {
                let record = (put.subject_id, put.key.clone());
                let Some(standing) =
                    standing.remove(&record).filter(|standing| !standing.row.withdrawn && !standing.row.contested)
                else {
                    continue;
                };
                let mut cells = standing.content.to_cells();
                cells.extend(put.cells.iter().map(|(id, text)| (id.clone(), text.clone())));
                let content = match self.read_row(standing.layout, &cells, 1, None, true) {
                    Ok(read) => read.content,
                    Err(LedgerError::Row(issue)) => {
                        tracing::warn!(service = self.service(), key = put.key, ?issue, "a record cannot be filled in");
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                if content != standing.content {
                    // Directly behind what stands: whatever the source says later still replaces it.
                    let learnt = standing.learnt(&content, standing.behind())?;
                    together.entry((&put.actor, &put.reason)).or_default().push(learnt);
                }
            }
            for ((actor, reason), learnt) in together {
                let manner = Manner::decided(Act::Correction, Asker::house(actor), reason, now);
                self.write(&mut conn, learnt, &manner)?;
            }
            Ok(())
        })
    }

    /// Who said what these columns of some records hold as they stand: the first of those that have said the same in a
    /// row.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn said(&self, records: &[(i64, &str)], columns: &[&str]) -> Result<Vec<Said>, LedgerError> {
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).versions(records, Reach::Everywhere)?))?;
        let standing = self.standing_among(rows)?;
        standing.into_values().map(|standing| said(standing, columns)).collect()
    }

    fn standing_among(&self, rows: Vec<VersionRow>) -> Result<BTreeMap<(i64, String), Standing>, LedgerError> {
        let of_each = rows.chunk_by(|one, other| (one.subject_id, &one.key) == (other.subject_id, &other.key));
        let standing = of_each.filter_map(|versions| Standing::among(versions.to_vec()).transpose());
        standing.map(|one| one.map(|one| ((one.subject_id, one.row.key.clone()), one))).collect()
    }
}

fn said(standing: Standing, columns: &[&str]) -> Result<Said, LedgerError> {
    let Standing { row, mut versions, .. } = standing;
    let cells_of = |row: &VersionRow| -> Result<Cells, LedgerError> {
        let mut cells = content_of(row)?.to_cells();
        cells.retain(|id, text| columns.contains(&id.as_str()) && !text.is_empty());
        Ok(cells)
    };
    let cells = cells_of(&row)?;
    // What the source said of an earlier time may have come later.
    versions.retain(|version| version.place < row.place);
    versions.sort_by_key(|version| (version.place, version.version));
    let mut first = row;
    while let Some(before) = versions.pop() {
        if cells_of(&before)? != cells {
            break;
        }
        first = before;
    }
    Ok(Said {
        subject_id: first.subject_id,
        by_correction: first.act == Act::Correction.token(),
        by_move: first.act == Act::Moved.token(),
        at: Instant::from_micros(first.recorded_at),
        key: first.key,
        actor: first.actor,
        reason: first.reason,
        cells,
    })
}
