//! From what was counted to a card. Pure: whole numbers alone, thousandths cut and never rounded; where there is nothing
//! to be counted, there is no figure.

use super::disputes::Dispute;
use super::facts::{Acts, Arrivals, Facts, Files, Outcome, Waiting};
use super::figures::{
    Completeness, Contradicting, Contradictions, Effect, Fates, Freshness, Lag, Rows, ShortCard, SourceCard,
    WaitingRows,
};
use super::month::Month;
use contracts::owner;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::Disposition;
use statute::lateness::Lateness;
use std::collections::BTreeMap;

/// Thousandths of a whole, cut.
pub(crate) const fn permille(number: u64, of: u64) -> Option<u64> {
    (number * 1_000).checked_div(of)
}

/// Days from one to another one that is not earlier.
fn days_since(day: Day, as_of: Day) -> u64 {
    u64::try_from(i64::from(as_of.number()) - i64::from(day.number())).unwrap_or(0)
}

/// The card of a source for a month, as it is seen on a day.
pub(crate) fn card(source: &str, month: Month, today: Day, facts: &Facts, lateness: Option<&Lateness>) -> SourceCard {
    let as_of = month.last().min(today);
    let cells = facts.filled.iter().map(|(cell, count)| Completeness {
        kind: cell.kind.clone(),
        column: cell.column.to_owned(),
        column_zh: cell.zh.to_owned(),
        filled: count.filled,
        rows: count.rows,
        permille: permille(count.filled, count.rows),
    });
    SourceCard {
        source: source.to_owned(),
        month: month.to_string(),
        from: month.first(),
        until: month.last(),
        as_of,
        running: today <= month.last(),
        provisional: lateness.is_some_and(Lateness::is_provisional),
        freshness: freshness(facts, as_of, lateness),
        completeness: cells.collect(),
        contradictions: contradictions(&facts.disputes),
        waiting: waiting(&facts.waiting, as_of),
        rows: rows(&facts.arrivals, facts.files, facts.acts),
        effect: Effect {
            merchants: facts.merchants,
            merchants_concerned: facts.concerned,
            classes_href: format!("{}?month={month}", owner::effect_of(source)),
        },
    }
}

/// What a list says of a source.
pub(crate) fn short(
    source: String,
    month: Month,
    today: Day,
    newest: Option<Instant>,
    counts: (u64, u64),
) -> ShortCard {
    let as_of = month.last().min(today);
    ShortCard {
        source,
        month: month.to_string(),
        newest_receipt: newest,
        days_since_receipt: newest.map(|at| days_since(at.day(), as_of)),
        accepted: counts.0,
        waiting: counts.1,
    }
}

fn freshness(facts: &Facts, as_of: Day, lateness: Option<&Lateness>) -> Freshness {
    let mut of_kind: BTreeMap<&str, BTreeMap<i64, u64>> = BTreeMap::new();
    for arrivals in &facts.arrivals {
        if let Some(lag) = arrivals.lag {
            // What is told before it happens comes at once.
            *of_kind.entry(&arrivals.kind).or_default().entry(lag.max(0)).or_default() += arrivals.number;
        }
    }
    let by_kind: Vec<Lag> = of_kind.into_iter().map(|(kind, lags)| lag(kind, &lags, lateness)).collect();
    let (late, judged) = by_kind.iter().fold((0, 0), |(late, judged), lag| match lag.late {
        Some(more) => (late + more, judged + lag.records),
        None => (late, judged),
    });
    Freshness {
        newest_event: facts.newest_event,
        days_since_event: facts.newest_event.map(|day| days_since(day, as_of)),
        newest_receipt: facts.newest_receipt,
        days_since_receipt: facts.newest_receipt.map(|at| days_since(at.day(), as_of)),
        late,
        judged,
        permille: permille(late, judged),
        by_kind,
    }
}

fn lag(kind: &str, lags: &BTreeMap<i64, u64>, lateness: Option<&Lateness>) -> Lag {
    let records: u64 = lags.values().sum();
    let late_after = lateness.and_then(|lateness| lateness.after(kind));
    let late = late_after.map(|most| lags.iter().filter(|(lag, _)| **lag > most).map(|(_, number)| number).sum());
    Lag {
        kind: kind.to_owned(),
        kind_zh: RecordKind::from_token(kind).map_or_else(String::new, |kind| kind.zh().to_owned()),
        records,
        median_days: quantile(lags, records, 50),
        ninetieth_days: quantile(lags, records, 90),
        late_after_days: late_after,
        late,
        permille: late.and_then(|late| permille(late, records)),
    }
}

/// The smallest lag within which so many hundredths of the records came.
fn quantile(lags: &BTreeMap<i64, u64>, records: u64, percent: u64) -> Option<i64> {
    let wanted = (records * percent).div_ceil(100);
    let mut within = 0;
    lags.iter().find_map(|(lag, number)| {
        within += number;
        (within >= wanted).then_some(*lag)
    })
}

fn contradictions(disputes: &[Dispute]) -> Contradictions {
    let mut told = Contradictions::default();
    let mut others: BTreeMap<&str, Contradicting> = BTreeMap::new();
    for dispute in disputes {
        let is_open = dispute.decided.is_none();
        told.with_itself += u64::from(is_open && dispute.with_itself);
        if dispute.others.is_empty() {
            continue;
        }
        let in_favour = dispute.decided.as_ref().is_some_and(|decided| decided.in_favour);
        told.open += u64::from(is_open);
        told.decided += u64::from(!is_open);
        told.in_favour += u64::from(in_favour);
        told.against += u64::from(!is_open && !in_favour);
        for other in &dispute.others {
            let with = others.entry(other).or_insert_with(|| Contradicting::of(other));
            let wins = dispute.decided.as_ref().is_some_and(|decided| decided.winners.contains(other));
            with.open += u64::from(is_open);
            with.decided += u64::from(!is_open);
            with.in_favour += u64::from(in_favour);
            with.against += u64::from(wins && !in_favour);
        }
    }
    told.others = others.into_values().collect();
    told
}

fn waiting(counted: &[Waiting], as_of: Day) -> Vec<WaitingRows> {
    let of = |disposition: Disposition| {
        let mut rows = WaitingRows {
            reason: disposition.token().to_owned(),
            reason_zh: disposition.zh().to_owned(),
            arrived: 0,
            by_month_end: Fates::default(),
            by_now: Fates::default(),
            open: 0,
            oldest_open_days: None,
        };
        for some in counted.iter().filter(|some| some.disposition == disposition.token()) {
            if some.is_of_month {
                rows.arrived += some.number;
                add(&mut rows.by_month_end, some.then, some.number);
                add(&mut rows.by_now, some.now, some.number);
            }
            if some.then == Outcome::Open {
                rows.open += some.number;
                rows.oldest_open_days = rows.oldest_open_days.max(Some(days_since(some.since.day(), as_of)));
            }
        }
        rows
    };
    Disposition::ALL.into_iter().map(of).collect()
}

fn add(fates: &mut Fates, outcome: Outcome, number: u64) {
    *match outcome {
        Outcome::Open => &mut fates.open,
        Outcome::Mended => &mut fates.mended,
        Outcome::Discarded => &mut fates.discarded,
    } += number;
}

fn rows(arrivals: &[Arrivals], files: Files, acts: Acts) -> Rows {
    let sum = |which: fn(&Arrivals) -> bool| arrivals.iter().filter(|some| which(some)).map(|some| some.number).sum();
    Rows {
        accepted: sum(|_| true),
        new_records: sum(|some| some.is_first),
        later_versions: sum(|some| !some.is_first),
        history: sum(|some| some.is_history),
        withdrawn: sum(|some| some.is_withdrawal),
        files: files.read,
        unreadable_files: files.unreadable,
        rows_of_files: files.rows,
        repeated: files.repeated,
        waiting_already: files.waiting_already,
        corrected_by_officials: acts.corrected,
        withdrawn_by_officials: acts.withdrawn,
        moved_by_officials: acts.moved,
    }
}

#[cfg(test)]
#[path = "card_tests.rs"]
mod tests;
