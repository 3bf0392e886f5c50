//! What is supposed of a merchant's records (假定): checked against what is on file, and put in its place. Pure.

use contracts::port::{Supposed, SupposedEnd};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Penalty, Record, RecordKey, Records, Standing};
use domain::vocab::StopReason;
use std::collections::BTreeMap;

/// What is shown of a key that names nothing, in characters.
const SHOWN: usize = 80;

/// Something that cannot be supposed (不能假定的事项): where it stands, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct Unsupposable {
    /// Path of the field, such as `stops[2].key`.
    pub field: String,
    /// Why.
    pub why: Unsupposed,
}

/// Why something cannot be supposed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsupposed {
    /// Too much at once.
    #[error("at most {} records are supposed to end at once", Supposed::MOST_ENDS)]
    TooMany,
    /// The day lies too far ahead.
    #[error("the day lies behind {0}, which is as far ahead as is looked")]
    TooFar(Day),
    /// No scheme is in force on the day.
    #[error("no scheme is in force on {0}")]
    NoScheme(Day),
    /// The merchant has no such penalty.
    #[error("the merchant has no penalty {0:?}")]
    NoPenalty(String),
    /// It has no such standing record.
    #[error("the merchant has no standing record {0:?}")]
    NoStanding(String),
    /// A display does not stop before the decision.
    #[error("the day lies before {0}, when the penalty was decided")]
    Undecided(Day),
    /// It resumed later: the stop would be one that was revoked.
    #[error("the day lies before {0}, when the display resumed")]
    Resumed(Day),
    /// The record begins later.
    #[error("the day lies before {0}, when the record begins")]
    NotBegun(Day),
}

impl Unsupposed {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::TooMany => format!("一次最多假定 {} 项记录结束", Supposed::MOST_ENDS),
            Self::TooFar(day) => format!("评价日最晚为 {day}"),
            Self::NoScheme(day) => format!("{day} 没有生效的评价方案"),
            Self::NoPenalty(key) => format!("该主体没有行政处罚“{key}”"),
            Self::NoStanding(key) => format!("该主体没有状态记录“{key}”"),
            Self::Undecided(day) => format!("早于处罚决定日 {day}"),
            Self::Resumed(day) => format!("早于恢复公示日 {day}"),
            Self::NotBegun(day) => format!("早于该记录的起始日 {day}"),
        }
    }

    /// As a fault of a field.
    pub(crate) fn of(self, field: impl Into<String>) -> Unsupposable {
        Unsupposable { field: field.into(), why: self }
    }
}

/// Whose record it is, if it is a predecessor's, and its key in that one's own file.
type Place = (Option<PartyCode>, String);

/// What stands in the place of records by what is supposed.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    penalties: BTreeMap<Place, Penalty>,
    standing: BTreeMap<Place, Standing>,
}

impl Changed {
    /// Checks what is supposed of the records of a merchant.
    ///
    /// # Errors
    /// Everything of it that cannot be.
    pub(crate) fn of(records: &Records<'_>, supposed: &Supposed) -> Result<Self, Vec<Unsupposable>> {
        let (mut changed, mut wrong) = (Self::default(), Vec::new());
        for (at, stop) in supposed.stops.iter().enumerate() {
            let fault = changed.stop(records, stop).err();
            wrong.extend(fault.map(|(field, why)| why.of(format!("stops[{at}].{field}"))));
        }
        for (at, end) in supposed.ends.iter().enumerate() {
            let fault = changed.end(records, end).err();
            wrong.extend(fault.map(|(field, why)| why.of(format!("ends[{at}].{field}"))));
        }
        if wrong.is_empty() { Ok(changed) } else { Err(wrong) }
    }

    /// A display stops as by a repair: the way in which the orders of other services bind a penalty.
    fn stop(&mut self, records: &Records<'_>, stop: &SupposedEnd) -> Result<(), (&'static str, Unsupposed)> {
        let place = place(&stop.key);
        let stated = match place.0 {
            None => find(&records.penalties, &place.1),
            Some(code) => predecessor(records, code, |one| find(&one.penalties, &place.1)),
        };
        let stated = stated.ok_or_else(|| ("key", Unsupposed::NoPenalty(shortened(&stop.key))))?;
        if stop.on < stated.decided_on {
            return Err(("on", Unsupposed::Undecided(stated.decided_on)));
        }
        if let Some(resumed) = stated.stop_revoked_on.iter().copied().max().filter(|resumed| stop.on < *resumed) {
            return Err(("on", Unsupposed::Resumed(resumed)));
        }
        let penalty = self.penalties.entry(place).or_insert_with(|| stated.clone());
        if penalty.display_stopped_on.iter().all(|day| *day <= stop.on) {
            penalty.display_stop_reason = Some(StopReason::Repaired);
        }
        penalty.display_stopped_on.push(stop.on);
        penalty.display_stopped_on.sort_unstable();
        penalty.display_stopped_on.dedup();
        // On one day a stop comes before its revocation, which this one undoes.
        penalty.stop_revoked_on.retain(|resumed| *resumed != stop.on);
        Ok(())
    }

    /// A standing record has its last day before another one, unless it ends earlier anyway.
    fn end(&mut self, records: &Records<'_>, end: &SupposedEnd) -> Result<(), (&'static str, Unsupposed)> {
        let place = place(&end.key);
        let stated = match place.0 {
            None => find(&records.standing, &place.1),
            Some(code) => predecessor(records, code, |one| find(&one.standing, &place.1)),
        };
        let stated = stated.ok_or_else(|| ("key", Unsupposed::NoStanding(shortened(&end.key))))?;
        if end.on < stated.from {
            return Err(("on", Unsupposed::NotBegun(stated.from)));
        }
        let last = end.on.plus_days(-1);
        let standing = self.standing.entry(place).or_insert_with(|| stated.clone());
        standing.until = Some(standing.until.map_or(last, |until| until.min(last)));
        Ok(())
    }

    /// The records with what is supposed in the place of what is on file.
    pub(crate) fn over<'r>(&'r self, mut records: Records<'r>) -> Records<'r> {
        put(&mut records.penalties, None, &self.penalties);
        put(&mut records.standing, None, &self.standing);
        for one in &mut records.predecessors {
            let whose = Some(one.merchant.code);
            put(&mut one.penalties, whose, &self.penalties);
            put(&mut one.standing, whose, &self.standing);
        }
        records
    }
}

fn place(key: &str) -> Place {
    let predecessor = RecordKey::predecessor(key);
    predecessor.map_or_else(|| (None, key.to_owned()), |(code, own)| (Some(code), own.to_owned()))
}

fn find<'r, T: Record>(records: &[&'r T], key: &str) -> Option<&'r T> {
    records.iter().copied().find(|record| record.key().as_str() == key)
}

/// Something of the predecessor of a code, if it is one of theirs.
fn predecessor<'r, T>(
    records: &Records<'r>,
    code: PartyCode,
    found: impl FnOnce(&domain::record::Predecessor<'r>) -> Option<&'r T>,
) -> Option<&'r T> {
    found(records.predecessors.iter().find(|one| one.merchant.code == code)?)
}

fn put<'r, T: Record>(records: &mut [&'r T], whose: Option<PartyCode>, changed: &'r BTreeMap<Place, T>) {
    if changed.is_empty() {
        return;
    }
    for record in records {
        if let Some(supposed) = changed.get(&(whose, record.key().as_str().to_owned())) {
            *record = supposed;
        }
    }
}

fn shortened(key: &str) -> String {
    key.chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::record::{Dossier, Merchant};
    use serde_json::{Value, json};

    const CODE: &str = "91371500795315494U";

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// A merchant with a penalty of 2026-02-10 and a mark since 2026-03-01.
    fn on_file(penalty: &Value, mark: &Value) -> Dossier {
        let merchant = json!({
            "code": CODE, "name": "店", "kind": "enterprise", "size": "micro", "channel": "shop", "area": "371502",
            "industry": "F5211", "registered_on": "2020-01-01", "status": "active",
        });
        let with = |mut whole: Value, more: &Value| {
            let more = more.as_object().unwrap().clone();
            whole.as_object_mut().unwrap().extend(more);
            whole
        };
        let own = json!({
            "party": CODE, "authority": "某局", "authority_code": "a", "decision_no": "1", "ground": "法",
            "kinds": ["fine"], "content": "罚款", "fine_fen": 1, "confiscated_fen": 0, "decided_on": "2026-02-10",
        });
        let standing = json!({
            "party": CODE, "kind": { "form": "status", "kind": "abnormal_unreachable" }, "office": "某局", "document_no": "1", "from": "2026-03-01",
        });
        let mut dossier = Dossier::of(serde_json::from_value::<Merchant>(merchant).unwrap());
        dossier.penalties.push(serde_json::from_value(with(own, penalty)).unwrap());
        dossier.standing.push(serde_json::from_value(with(standing, mark)).unwrap());
        dossier
    }

    fn ends(key: &str, days: &[&str]) -> Vec<SupposedEnd> {
        days.iter().map(|on| SupposedEnd { key: key.to_owned(), on: day(on) }).collect()
    }

    /// Days of stopping and of resuming, and the reason, of the penalty after some stops.
    fn stopped(penalty: Value, days: &[&str]) -> (Vec<Day>, Vec<Day>, Option<StopReason>) {
        let dossier = on_file(&penalty, &json!({}));
        let records = dossier.records();
        let key = records.penalties[0].key().as_str().to_owned();
        let supposed = Supposed { stops: ends(&key, days), ..Supposed::nothing(day("2027-01-01")) };
        let changed = Changed::of(&records, &supposed).unwrap();
        let one = changed.over(records).penalties[0].clone();
        (one.display_stopped_on, one.stop_revoked_on, one.display_stop_reason)
    }

    #[test]
    fn a_stop_stands_beside_those_on_file_and_the_last_one_gives_the_reason() {
        let repaired = Some(StopReason::Repaired);
        assert_eq!(stopped(json!({}), &["2026-06-01"]), (vec![day("2026-06-01")], vec![], repaired));
        let before = json!({ "display_stopped_on": ["2026-08-01"], "display_stop_reason": "other" });
        let both = vec![day("2026-06-01"), day("2026-08-01")];
        assert_eq!(stopped(before, &["2026-06-01"]), (both.clone(), vec![], Some(StopReason::Other)));
        assert_eq!(stopped(json!({}), &["2026-08-01", "2026-06-01", "2026-08-01"]), (both, vec![], repaired));
        let resumed = json!({ "display_stopped_on": ["2026-03-01"], "stop_revoked_on": ["2026-04-01"] });
        let (stops, resumed, _) = stopped(resumed, &["2026-04-01"]);
        assert_eq!((stops.len(), resumed.len()), (2, 0), "the stop of a day undoes its resumption");
    }

    #[test]
    fn an_end_never_moves_a_last_day_back() {
        let until = |mark: Value, days: &[&str]| {
            let dossier = on_file(&json!({}), &mark);
            let records = dossier.records();
            let key = records.standing[0].key().as_str().to_owned();
            let supposed = Supposed { ends: ends(&key, days), ..Supposed::nothing(day("2027-01-01")) };
            Changed::of(&records, &supposed).unwrap().over(records).standing[0].until
        };
        assert_eq!(until(json!({}), &["2026-06-01"]), Some(day("2026-05-31")));
        assert_eq!(until(json!({ "until": "2026-04-30" }), &["2026-06-01"]), Some(day("2026-04-30")));
        assert_eq!(until(json!({ "until": "2026-07-31" }), &["2026-06-01"]), Some(day("2026-05-31")));
        assert_eq!(until(json!({}), &["2026-06-01", "2026-05-01"]), Some(day("2026-04-30")));
    }

    #[test]
    fn all_that_cannot_be_is_told_with_its_field() {
        let resumed = json!({ "display_stopped_on": ["2026-03-01"], "stop_revoked_on": ["2026-04-01"] });
        let dossier = on_file(&resumed, &json!({}));
        let records = dossier.records();
        let (penalty, mark) = (records.penalties[0].key(), records.standing[0].key());
        let (penalty, mark) = (penalty.as_str(), mark.as_str());
        let carried = format!("{CODE}/{penalty}");
        let supposed = Supposed {
            day: day("2027-01-01"),
            stops: [
                ends("penalty:a/2", &["2026-06-01"]),
                ends(penalty, &["2026-02-09", "2026-03-31", "2026-06-01"]),
                ends(mark, &["2026-06-01"]),
                ends(&carried, &["2026-06-01"]),
            ]
            .concat(),
            ends: [ends(mark, &["2026-02-28", "2026-03-01"]), ends(penalty, &["2026-06-01"])].concat(),
        };
        let wrong = Changed::of(&records, &supposed).unwrap_err();
        let told: Vec<(&str, &Unsupposed)> = wrong.iter().map(|one| (one.field.as_str(), &one.why)).collect();
        let wanted = [
            ("stops[0].key", &Unsupposed::NoPenalty("penalty:a/2".to_owned())),
            ("stops[1].on", &Unsupposed::Undecided(day("2026-02-10"))),
            ("stops[2].on", &Unsupposed::Resumed(day("2026-04-01"))),
            ("stops[4].key", &Unsupposed::NoPenalty(mark.to_owned())),
            ("stops[5].key", &Unsupposed::NoPenalty(carried.clone())),
            ("ends[0].on", &Unsupposed::NotBegun(day("2026-03-01"))),
            ("ends[2].key", &Unsupposed::NoStanding(penalty.to_owned())),
        ];
        assert_eq!(told, wanted);
    }
}
