//! Visits that come in as one request (检查录入), from a device that may have been offline: what was found becomes
//! records through the checks that rows go through, all of it or nothing. The device's own key makes twice once.

mod answer;
mod error;
mod form;
mod own;
mod sample;
mod warnings;

pub(crate) use answer::{Entry, Taken};
pub(crate) use error::EntryError;
pub(crate) use form::NewVisit;

use crate::book::DrawBook;
use crate::drawing::Settled;
use crate::error::DrawError;
use crate::freeze::name;
use crate::store::{EntryRow, Whole, store};
use contracts::problem::FieldError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{RecordKey, RecordKind};
use domain::vocab::VisitReason;
use form::{Checked, Names};
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, Fate, Sent};
use policy::fault::Fault;
use policy::parameter::Unit;
use policy::reader::Reader;
use policy::set::PolicySet;
use statute::duties::Limits;

/// A visit that was entered.
pub(crate) struct Entered {
    /// What is answered, each time the same.
    pub(crate) taken: Taken,
    /// Was it entered before?
    pub(crate) again: bool,
}

/// The draw whose choice a visit fulfils.
struct Drawn {
    task: String,
    from: Day,
    /// Does the law demand the visit?
    is_legal: bool,
    /// The sector for which it was drawn.
    sector: Option<String>,
    /// Staff numbers of those who were drawn; nobody if it is not assigned.
    team: Vec<String>,
}

impl Drawn {
    /// Why the merchant is visited: the draw says it.
    const fn reason(&self) -> &'static str {
        let reason = if self.is_legal { VisitReason::LegalMinimum } else { VisitReason::OwnMotion };
        reason.token()
    }
}

/// Days for which a device may have been offline, as the policy says it of a day.
pub(crate) fn offline_days(policies: &PolicySet, day: Day) -> Result<u32, Vec<Fault>> {
    let mut reader = Reader::on(policies, day);
    let days = reader.take("inspections.offline_entry", Unit::Days, |value| {
        let days = value.integer().and_then(|days| u32::try_from(days).ok());
        days.ok_or_else(|| "a number of days is needed".to_owned())
    });
    reader.end()?;
    days.ok_or_else(Vec::new)
}

impl DrawBook {
    /// Days for which a device may have been offline.
    pub(crate) fn offline_days(&self) -> Result<u32, DrawError> {
        offline_days(&self.around.policies, self.around.clock.today()).map_err(DrawError::Policy)
    }

    /// Enters a visit with everything found on it, once for each key.
    ///
    /// # Errors
    /// Every field that does not fit, by its name in the request; or that the key stands for something else.
    pub(crate) fn enter(&self, visit: &NewVisit, limits: &Limits, by: Asker<'_>) -> Result<Entered, EntryError> {
        let visit = visit.plain();
        let said = serde_json::to_string(&visit).map_err(DrawError::from)?;
        // Beside whoever writes: what is known already need not wait, and may have become too old to come anew.
        if let Some(entered) = self.earlier(&visit, &said, by)? {
            return Ok(entered);
        }
        let checked = self.checked(&visit, by)?;
        self.ledger.expect([checked.code], by.reach).map_err(DrawError::from)?;
        let went: Vec<&str> = visit.went().collect();
        let known = self.known(checked.code, &went)?;
        self.db.whole(|| {
            if let Some(entered) = self.earlier(&visit, &said, by)? {
                return Ok(entered);
            }
            let row = EntryRow {
                visit_key: visit.key.clone(),
                merchant: checked.code.to_string(),
                entry: said.clone(),
                answer: String::new(),
                entered_at: self.around.clock.now().micros(),
                actor: by.actor.to_owned(),
            };
            self.db.write::<_, DrawError>(|conn| Ok(store(conn).begin_entry(&row)?))?;
            let kept = self.keep(&visit, &checked, by)?;
            if let Some(draw_id) = visit.draw_id {
                let done = Settled::Done(visit.key.clone());
                self.settle_visit((draw_id, checked.code), &done, by).map_err(EntryError::of_draw)?;
            }
            let warnings = self.warnings(&checked, &known)?;
            let taken = Taken { warnings, ..self.taken(&checked, &kept, limits)? };
            let answer = serde_json::to_string(&taken).map_err(DrawError::from)?;
            self.db.write::<_, DrawError>(|conn| Ok(store(conn).answer_entry(&visit.key, &answer)?))?;
            Ok(Entered { taken, again: false })
        })
    }

    /// What was answered under this key, if exactly this was entered.
    fn earlier(&self, visit: &NewVisit, said: &str, by: Asker<'_>) -> Result<Option<Entered>, EntryError> {
        let found = self.db.read::<_, DrawError>(|conn| Ok(store(conn).entry(&visit.key)?))?;
        let Some(row) = found else { return Ok(None) };
        // To whoever does not reach the merchant, the key is simply taken.
        if row.entry != said || !self.reaches(&row, by)? {
            return Err(EntryError::used());
        }
        let taken = serde_json::from_str(&row.answer).map_err(DrawError::from)?;
        Ok(Some(Entered { taken, again: true }))
    }

    fn reaches(&self, row: &EntryRow, by: Asker<'_>) -> Result<bool, DrawError> {
        let code = PartyCode::parse(&row.merchant).map_err(|error| DrawError::Own(error.to_string()))?;
        match self.ledger.subject(code, by.reach) {
            Ok(_) => Ok(true),
            Err(ledger::LedgerError::Missing(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Everything that is wrong with a visit, or its rows.
    fn checked(&self, visit: &NewVisit, by: Asker<'_>) -> Result<Checked, EntryError> {
        let mut wrong = Vec::new();
        let drawn = match visit.draw_id.map(|draw_id| self.one(draw_id, by.reach)).transpose() {
            Ok(whole) => whole.map(|whole| self.choice(visit, whole)).transpose()?,
            Err(DrawError::Missing { .. }) => {
                wrong.push(FieldError::new("draw_id", "没有该抽取", "there is no such draw"));
                None
            }
            Err(error) => return Err(error.into()),
        };
        let (now, days) = (self.around.clock.now(), self.offline_days()?);
        let checked = visit.checked((now, days), drawn.as_ref(), &mut wrong);
        for (layout, cells, names) in checked.rows() {
            match self.ledger.check(layout, cells) {
                Ok(()) => {}
                // What was said of a field is not said again in the words of a row.
                Err(ledger::LedgerError::Row(issue)) => wrong.extend(names.told(&issue, &wrong)),
                Err(error) => return Err(DrawError::from(error).into()),
            }
        }
        match checked.complete() {
            Some(checked) if wrong.is_empty() => Ok(checked),
            _ => Err(EntryError::Fields(wrong)),
        }
    }

    /// What was drawn of the merchant; whether it was drawn at all, is judged where the choice is settled.
    fn choice(&self, visit: &NewVisit, (row, task, plan): Whole) -> Result<Drawn, DrawError> {
        let visits = self.db.read::<_, DrawError>(|conn| Ok(store(conn).visits(row.draw_id)?))?;
        let code = PartyCode::parse(&visit.code).ok();
        let chosen = visits.into_iter().find(|chosen| code.is_some_and(|code| code.as_str() == chosen.merchant));
        let is_legal = chosen.as_ref().is_some_and(|chosen| chosen.legal.is_some());
        let sector = chosen.as_ref().map(|chosen| chosen.sector.clone());
        let team = chosen.into_iter().flat_map(|chosen| [chosen.first_id, chosen.second_id]).flatten().collect();
        Ok(Drawn { task: name(&task, &plan), from: Day::from_number(task.part.from_day), is_legal, sector, team })
    }

    /// Keeps the records; each of them is new, or none is kept.
    fn keep(
        &self,
        visit: &NewVisit,
        checked: &Checked,
        by: Asker<'_>,
    ) -> Result<Vec<(RecordKind, RecordKey)>, EntryError> {
        let tests: Vec<Cells> = checked.tests.iter().map(|test| test.cells.clone()).collect();
        let visits = [checked.inspection.clone()];
        let sent = self.ledger.send(Layout::of(RecordKind::Inspection), &visits, false, by).map_err(DrawError::from)?;
        let of_visit = sent.into_iter().map(|sent| (sent, Names::Visit));
        let sent = match tests.as_slice() {
            [] => Vec::new(),
            tests => self.ledger.send(Layout::of(RecordKind::Test), tests, false, by).map_err(DrawError::from)?,
        };
        let of_samples = sent.into_iter().zip(&checked.tests).map(|(sent, test)| (sent, Names::Sample(test.at)));
        let (mut kept, mut wrong) = (Vec::new(), Vec::new());
        for (sent, names) in of_visit.chain(of_samples) {
            match (sent, names) {
                (Sent::Kept { fate: Fate::New, key, .. }, names) => kept.push((names.kind(), key)),
                (Sent::Kept { .. }, Names::Visit) => return Err(EntryError::used()),
                (Sent::Kept { .. }, Names::Sample(at)) => {
                    let number = visit.samples.get(at).map(|sample| sample.number.clone());
                    wrong.push(FieldError {
                        value: number,
                        ..FieldError::new(
                            Names::Sample(at).field("number"),
                            "该主体已有此编号的抽检结果",
                            "there is a result of this number already",
                        )
                    });
                }
                (Sent::Refused(issue), names) => {
                    let told = names.told(&issue, &wrong);
                    wrong.extend(told);
                }
            }
        }
        if wrong.is_empty() { Ok(kept) } else { Err(EntryError::Fields(wrong)) }
    }
}
