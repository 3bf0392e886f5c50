//! What stands beside items (并列标注): which objections and remedies are pending, and what the merchant says. It follows from the
//! cases that are open, so that it begins and ends with the step that says so.

use crate::bench::Own;
use crate::filing::Filing;
use crate::kind::{Group, Kind};
use crate::repairs::Repairs;
use crate::target::CLASS;
use cases::{About, CaseError};
use contracts::port::{MOST_MARKED, Marked, MarkedItem, Marks, Matter, MatterKind, PortError, Reply};
use domain::day::Day;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that stands beside an item.
pub(crate) enum Mark {
    /// Something is pending.
    Pending(Matter),
    /// The merchant says something.
    Reply(Reply),
}

/// Whose, and which: a merchant has one class, whatever code it is asked for by.
type Place = (i64, String, String);

impl Repairs {
    /// Everything that stands beside items of a merchant, by the numbers of the cases.
    ///
    /// # Errors
    /// [`CaseError::Database`], or what is kept cannot be read.
    pub(crate) fn marks_of(&self, subject_id: i64) -> Result<Vec<(About, Mark)>, CaseError> {
        let open = self.court.book.open_of(&[subject_id])?;
        let marked = |own: &Own| Some((own.0.about.first()?.clone(), self.mark(own)?));
        Ok(open.iter().filter_map(marked).collect())
    }

    /// What stands beside each item, in their order.
    ///
    /// # Errors
    /// As [`Repairs::marks_of`].
    pub(crate) fn beside(&self, items: &[MarkedItem]) -> Result<Vec<Marks>, CaseError> {
        let subjects: BTreeSet<i64> = items.iter().map(|item| item.subject_id).collect();
        let open = self.court.book.open_of(&subjects.into_iter().collect::<Vec<_>>())?;
        let mut found: BTreeMap<Place, Marks> = BTreeMap::new();
        for own in &open {
            let (Some(about), Some(mark)) = (own.0.about.first(), self.mark(own)) else { continue };
            let marks = found.entry(place(own.0.subject_id, &about.kind, &about.key)).or_default();
            match mark {
                Mark::Pending(matter) => marks.pending.push(matter),
                // Of several, which only a change of the law could leave, the one that was shown last.
                Mark::Reply(reply) => {
                    let is_later = |known: &Reply| known.shown_since <= reply.shown_since;
                    if marks.reply.as_ref().is_none_or(is_later) {
                        marks.reply = Some(reply);
                    }
                }
            }
        }
        let of = |item: &MarkedItem| found.get(&place(item.subject_id, &item.kind, &item.key)).cloned();
        Ok(items.iter().map(|item| of(item).unwrap_or_default()).collect())
    }

    /// What a case puts beside its item, if it does: the law says by which steps it begins and ends.
    fn mark(&self, (file, steps): &Own) -> Option<Mark> {
        let group = Kind::of(&file.procedure)?.group();
        let (mut since, mut suspended): (Option<Day>, bool) = (None, false);
        for step in steps {
            for effect in self.bench.effects(&file.procedure, step) {
                match effect.as_str() {
                    "flag" | "show_reply" => since = Some(step.on),
                    "unflag" | "hide_reply" => (since, suspended) = (None, false),
                    "suspend" => suspended = true,
                    "resume" => suspended = false,
                    _ => {}
                }
            }
        }
        let (case_no, since) = (file.case_no, since?);
        let pending = |what| Mark::Pending(Matter { what, case_no, since, suspended });
        match group {
            Group::Objection => Some(pending(MatterKind::Objection)),
            Group::Remedy => Some(pending(MatterKind::Remedy)),
            Group::Reply => {
                // The words that were looked at: those of the party, whatever else was written since.
                let text = Filing::of(steps, None, since).text("reply")?.to_owned();
                Some(Mark::Reply(Reply { case_no, text, shown_since: since }))
            }
            Group::Repair | Group::Shield | Group::Reinspection => None,
        }
    }
}

fn place(subject_id: i64, kind: &str, key: &str) -> Place {
    (subject_id, kind.to_owned(), if kind == CLASS { String::new() } else { key.to_owned() })
}

impl Marked for Repairs {
    fn marks(&self, items: &[MarkedItem]) -> Result<Vec<Marks>, PortError> {
        let service = || crate::SERVICE.to_owned();
        if items.len() > MOST_MARKED {
            return Err(PortError::Refused { service: service(), cause: format!("more than {MOST_MARKED} items") });
        }
        self.beside(items).map_err(|error| PortError::Away { service: service(), cause: error.to_string() })
    }
}
