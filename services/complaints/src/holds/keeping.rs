//! Keeping holds level with what stands: worked out merchant by merchant, written in one transaction with what follows
//! from it in the records. Whoever is killed in between has written nothing, and does it again.

use super::course::Days;
use super::hold::HoldState;
use super::plan::{Around, Differs, Looked, NOTED, Plan};
use super::term::HoldTerm;
use super::{Book, HOUSE, HoldError};
use crate::filings::Filing;
use crate::store::{Part, Row, store};
use alerts::Rules;
use domain::day::Day;
use domain::record::Content;
use ledger::{Ledger, Put};
use std::collections::{BTreeMap, BTreeSet};

/// Columns that say on which days a complaint does not count.
pub(super) const DAYS: [&str; 2] = ["held_from", "held_until"];

/// What is to be written.
struct Changes {
    placed: Vec<Part>,
    changed: Vec<Row>,
    puts: Vec<Put>,
}

impl Book {
    fn ledger(&self) -> &Ledger {
        self.filings.ledger()
    }

    /// Merchants of whom a hold has run out.
    pub(super) fn lapsing(&self, today: Day) -> Result<Vec<i64>, HoldError> {
        self.ledger().database().read(|conn| Ok(store(conn).lapsing(today.number())?))
    }

    fn rows(&self, subjects: &[i64]) -> Result<BTreeMap<i64, Vec<Row>>, HoldError> {
        let rows = self.ledger().database().read::<_, HoldError>(|conn| Ok(store(conn).of_subjects(subjects)?))?;
        let mut of_each: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
        for row in rows {
            of_each.entry(row.part.subject_id).or_default().push(row);
        }
        Ok(of_each)
    }

    /// Does what there is to be done for some merchants; gives those of whom this process has not heard everything yet.
    pub(super) fn settle(&self, subjects: &[i64]) -> Result<Vec<i64>, HoldError> {
        // Mostly nothing is, and then nobody is kept from writing.
        let (changes, lagging) = self.changes(subjects)?;
        let concerned: Vec<i64> = changes.into_keys().collect();
        if concerned.is_empty() {
            return Ok(lagging);
        }
        let db = self.ledger().database();
        db.whole(|| {
            db.write::<_, HoldError>(|conn| Ok(store(conn).lock_holds()?))?;
            let (changes, behind) = self.changes(&concerned)?;
            db.write::<_, HoldError>(|mut conn| {
                for changes in changes.values() {
                    store(conn.again()).place(&changes.placed)?;
                    changes.changed.iter().try_for_each(|row| store(conn.again()).change(row))?;
                }
                Ok(())
            })?;
            let puts: Vec<Put> = changes.into_values().flat_map(|changes| changes.puts).collect();
            self.ledger().put_cells(&puts)?;
            Ok(lagging.iter().copied().chain(behind).collect())
        })
    }

    /// What is to be written, merchant by merchant, nothing of those where nothing is; and those of whom this process has
    /// not heard yet what stands: another one was faster.
    fn changes(&self, subjects: &[i64]) -> Result<(BTreeMap<i64, Changes>, Vec<i64>), HoldError> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let rules = Rules::on(&self.policies, today).map_err(HoldError::Policy)?;
        let term = HoldTerm::by(&rules, self.limits.calendar());
        let lapses = |from: Day| term.last_day(from);
        let around = Around { rules: &rules, now, today, lapses: &lapses };
        let mut rows = self.rows(subjects)?;
        let mut looked = self.looked_at(subjects, &rows, today);
        let lagging = self.lagging(&rows, &looked)?;
        looked.retain(|subject, _| !lagging.contains(subject));
        let mut plans: BTreeMap<i64, (Plan<'_>, Vec<Row>)> = BTreeMap::new();
        for (subject, filings) in &looked {
            let before = rows.remove(subject).unwrap_or_default();
            let mut plan = Plan::new(*subject, filings, before.clone(), &around);
            plan.follow();
            plans.insert(*subject, (plan, before));
        }
        self.hear(&mut plans)?;
        self.name_confirming(&mut plans)?;
        let changes = plans.into_iter().map(|(subject, (plan, before))| (subject, written(subject, &plan, &before)));
        Ok((changes.filter(|(_, changes)| !changes.is_nothing()).collect(), lagging.into_iter().collect()))
    }

    /// Merchants of whom a filing is held that stands in the ledger and of which this process has not heard yet.
    fn lagging(
        &self,
        rows: &BTreeMap<i64, Vec<Row>>,
        looked: &BTreeMap<i64, Vec<Looked>>,
    ) -> Result<BTreeSet<i64>, HoldError> {
        let is_here = |subject: &i64, key: &str| {
            looked.get(subject).is_some_and(|filings| filings.iter().any(|looked| looked.filing.key == key))
        };
        let missing = rows.iter().flat_map(|(subject, rows)| {
            let missing = rows.iter().filter(|row| !row.part.is(HoldState::Gone) && !is_here(subject, &row.part.key));
            missing.map(|row| (*subject, row.part.key.as_str()))
        });
        let missing: Vec<(i64, &str)> = missing.collect();
        let standing = self.ledger().said(&missing, &["record_state"])?;
        Ok(standing.into_iter().filter(|said| said.cells.is_empty()).map(|said| said.subject_id).collect())
    }

    /// The complaints of those of whom something may be to be done.
    fn looked_at(&self, subjects: &[i64], rows: &BTreeMap<i64, Vec<Row>>, today: Day) -> BTreeMap<i64, Vec<Looked>> {
        // Working days are no more than so many, with the longest holiday among them.
        let oldest = today.plus_days(-2 * NOTED);
        let is_recent = |looked: &Looked| {
            let held = looked.held.is_some_and(|(_, until)| until.is_none_or(|until| until >= oldest));
            held || looked.filing.received_on >= oldest
        };
        let looked = self.filings.look(|filings| {
            let of = |subject: &i64| -> Option<(i64, Vec<Looked>)> {
                let looked: Vec<Looked> = filings.of_subject(*subject).iter().filter_map(looked_at).collect();
                let concerns = rows.contains_key(subject) || looked.iter().any(is_recent);
                concerns.then_some((*subject, looked))
            };
            subjects.iter().filter_map(of).collect()
        });
        looked.unwrap_or_default()
    }

    /// Hears what others have said of days that differ.
    fn hear(&self, plans: &mut BTreeMap<i64, (Plan<'_>, Vec<Row>)>) -> Result<(), HoldError> {
        let differing = plans.iter().flat_map(|(subject, (plan, _))| {
            plan.differing().into_iter().map(|differs| (*subject, differs.key.to_owned()))
        });
        let differing: Vec<(i64, String)> = differing.collect();
        let records: Vec<(i64, &str)> = differing.iter().map(|(subject, key)| (*subject, key.as_str())).collect();
        for said in self.ledger().said(&records, &DAYS)? {
            if let Some((plan, _)) = plans.get_mut(&said.subject_id) {
                plan.hear(&said);
            }
        }
        Ok(())
    }

    /// Names whoever found held filings to be repetitions.
    fn name_confirming(&self, plans: &mut BTreeMap<i64, (Plan<'_>, Vec<Row>)>) -> Result<(), HoldError> {
        let is_unnamed = |part: &Part| part.is(HoldState::Confirmed) && part.ended_by.is_none();
        let rows = plans.values().flat_map(|(plan, _)| &plan.rows).map(|row| &row.part);
        let records: Vec<(i64, String)> =
            rows.filter(|part| is_unnamed(part)).map(|part| (part.subject_id, part.key.clone())).collect();
        let records: Vec<(i64, &str)> = records.iter().map(|(subject, key)| (*subject, key.as_str())).collect();
        for said in self.ledger().said(&records, &["duplicate"])? {
            let rows = plans.get_mut(&said.subject_id).into_iter().flat_map(|(plan, _)| &mut plan.rows);
            for Row { part, .. } in rows.filter(|row| row.part.key == said.key && is_unnamed(&row.part)) {
                part.ended_at = Some(said.at.micros());
                part.ended_by = Some(said.actor.clone());
                part.reason.clone_from(&said.reason);
            }
        }
        Ok(())
    }
}

impl Changes {
    fn is_nothing(&self) -> bool {
        self.placed.is_empty() && self.changed.is_empty() && self.puts.is_empty()
    }
}

fn written(subject: i64, plan: &Plan<'_>, before: &[Row]) -> Changes {
    let before: BTreeMap<i64, &Part> = before.iter().map(|row| (row.hold_id, &row.part)).collect();
    let (placed, there): (Vec<&Row>, Vec<&Row>) = plan.rows.iter().partition(|row| row.hold_id == 0);
    let is_changed = |row: &&&Row| before.get(&row.hold_id).is_none_or(|part| **part != row.part);
    let differing = plan.differing().into_iter();
    Changes {
        placed: placed.into_iter().map(|row| row.part.clone()).collect(),
        changed: there.iter().filter(is_changed).map(|row| (*row).clone()).collect(),
        puts: differing.map(|Differs { key, days, holds }| put((subject, key), days, why(&holds))).collect(),
    }
}

/// The record is to have these days.
pub(super) fn put((subject_id, key): (i64, &str), days: Option<Days>, reason: String) -> Put {
    let texts = days.map_or_else(Default::default, |(from, until)| [from.to_string(), until.to_string()]);
    let cells = DAYS.map(str::to_owned).into_iter().zip(texts).collect();
    Put { subject_id, key: key.to_owned(), cells, actor: HOUSE.to_owned(), reason }
}

/// Why the record has its days, as the journal says it.
fn why(holds: &[&Row]) -> String {
    let mut zh: Vec<&str> = Vec::new();
    let mut en: Vec<&str> = Vec::new();
    for Row { part, .. } in holds.iter().filter(|row| row.part.applied && !row.part.is(HoldState::Gone)) {
        let ground = super::HoldGround::from_token(&part.ground);
        zh.extend(ground.map(super::HoldGround::zh));
        en.extend(ground.map(super::HoldGround::token));
    }
    if zh.is_empty() {
        return "暂缓的理由已不成立，恢复计入 the ground of the hold has fallen away: it counts (§8a.17)".to_owned();
    }
    format!(
        "暂缓计入，待官员核实：{}；期满自动计入 held for an official's check ({}), counts once it has lapsed (§8a.17)",
        zh.join("、"),
        en.join(", ")
    )
}

/// A complaint as holds look at it. Reports are verified whoever files them.
fn looked_at(filing: &Filing) -> Option<Looked> {
    let Content::Complaint(complaint) = &filing.content else { return None };
    Some(Looked {
        filing: crate::findings::as_filed(&filing.key, complaint),
        party: complaint.party,
        duplicate: complaint.duplicate,
        held: complaint.held_from.map(|from| (from, complaint.held_until)),
    })
}
