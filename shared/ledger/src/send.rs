//! Records sent one by one or many at a time: rows in the columns of a layout, as in a file.

use crate::asker::Asker;
use crate::before::Before;
use crate::book::{Ledger, Subjects};
use crate::bounds::Kept;
use crate::error::LedgerError;
use crate::row::Row;
use crate::versions::{Act, Fate, Manner};
use contracts::access::Reach;
use db::Conn;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Content, RecordKey};
use domain::version::{SourceRow, Version};
use intake::layout::Layout;
use intake::{Cells, Each, LooseRow, Options, RowIssue, one};

/// What became of a row that was sent.
#[derive(Clone, Debug)]
pub enum Sent {
    /// Kept.
    Kept {
        /// The merchant it is about.
        party: PartyCode,
        /// Its key.
        key: RecordKey,
        /// What became of it.
        fate: Fate,
    },
    /// Not kept; nothing of it is stored.
    Refused(Box<RowIssue>),
}

impl Ledger {
    /// Takes in rows that another system sends. Good ones are kept together, whatever the others are; those outside
    /// the sender's reach are none.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a layout of records that belong to another service.
    pub fn send(
        &self,
        layout: &'static Layout,
        rows: &[Cells],
        confirm: bool,
        asker: Asker<'_>,
    ) -> Result<Vec<Sent>, LedgerError> {
        self.own(layout)?;
        let mut sent = Vec::with_capacity(rows.len());
        let mut good = Vec::new();
        for (number, cells) in (1..).zip(rows) {
            match self.read_row(layout, cells, number, None, confirm) {
                Ok(version) => {
                    let row = Row::of(&version)?;
                    // The fate is known once it is written.
                    sent.push(Sent::Kept { party: row.party, key: row.key.clone(), fate: Fate::Repeated });
                    good.push(row);
                }
                Err(LedgerError::Row(issue)) => sent.push(Sent::Refused(issue)),
                Err(error) => return Err(error),
            }
        }
        self.expect(good.iter().map(|row| row.party), asker.reach)?;
        let kept = self.change(|mut conn| self.keep_sent(&mut conn, good.clone(), asker))?;
        let read = sent.iter_mut().filter(|sent| matches!(sent, Sent::Kept { .. }));
        for (sent, kept) in read.zip(kept) {
            match (kept, sent) {
                (Kept::As(told), Sent::Kept { fate, .. }) => *fate = told,
                (Kept::Outside(issue), sent) => *sent = Sent::Refused(issue),
                (Kept::As(_), Sent::Refused(_)) => {}
            }
        }
        Ok(sent)
    }

    /// Asks the registry for the subjects of merchants of whom something is about to be sent, before the transaction
    /// begins in which it is kept. Whoever is limited opens nothing that way: of a code that nobody has heard of,
    /// nothing is to stay if it lies outside.
    ///
    /// # Errors
    /// [`LedgerError::Registry`] if the registry does not answer.
    pub fn expect(&self, codes: impl IntoIterator<Item = PartyCode>, reach: Reach) -> Result<(), LedgerError> {
        let mut codes: Vec<PartyCode> = codes.into_iter().filter(|code| !code.is_sandbox()).collect();
        codes.sort_unstable();
        codes.dedup();
        if reach.is_everywhere() { self.parties.expect(&codes) } else { self.parties.find(&codes).map(drop) }
    }

    /// Looks at a row as [`Ledger::send`] would read it and keeps nothing, for whoever has checks of its own besides and
    /// tells of all that is wrong at once.
    ///
    /// # Errors
    /// [`LedgerError::Row`] with what is wrong, [`LedgerError::Unfit`] as there.
    pub fn check(&self, layout: &'static Layout, cells: &Cells) -> Result<(), LedgerError> {
        self.own(layout)?;
        self.read_row(layout, cells, 1, None, false).map(drop)
    }

    fn keep_sent(&self, conn: &mut Conn<'_>, rows: Vec<Row>, asker: Asker<'_>) -> Result<Vec<Kept>, LedgerError> {
        let manner = Manner {
            act: Act::Sent,
            actor: asker.actor.to_owned(),
            reach: asker.reach,
            reason: None,
            import_id: None,
            source: Some(asker.source()),
            // After the lock is held, so that what is recorded later is also seen later.
            recorded_at: self.clock.now(),
        };
        self.keep(conn, rows, &mut Subjects::opening(self), &mut Before::Anything, &manner)
    }

    /// Reads one row through the checks that a row of a file goes through.
    pub(crate) fn read_row(
        &self,
        layout: &'static Layout,
        cells: &Cells,
        number: u64,
        order: Option<Instant>,
        confirm: bool,
    ) -> Result<Version<Content>, LedgerError> {
        let options = Options { confirm_large_fines: confirm, ..Options::new(self.clock.today()) };
        let loose = LooseRow { layout, cells, source: SourceRow { file: 0, row: number }, order };
        let mut read = None;
        one(&loose, &options, &mut Each(|version| read = Some(version))).map_err(LedgerError::Row)?;
        read.ok_or(LedgerError::Missing("record in the row"))
    }
}
