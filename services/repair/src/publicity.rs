//! What of a merchant the public may see (公开范围): less than what counts about it. What is not published yet, what another
//! department shows, and who is not registered, nobody is told of here.

use crate::SERVICE;
use crate::bench::Bench;
use crate::repairs::Repairs;
use crate::target::{MEMBERSHIP, Target, case_of_key, days_of};
use cases::{About, CaseError};
use contracts::port::PortError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Complaint, Content, Inspection, StandingKind, Test};
use domain::span::{Span, Spans};
use policy::parameter::Value;
use statute::publication::Rules;
use std::collections::BTreeSet;

/// The parameter that says which statuses are public.
const STATUSES: &str = "disclosure.public_statuses";
/// The one that says which results of visits and tests are.
const RESULTS: &str = "inspections.publication";
/// The one that says for how many months a complaint is.
const DISPLAY_MONTHS: &str = "filings.display_months";

/// What the law says of publication on the day on which something is shown.
pub(crate) struct Publicity {
    rules: Rules,
    statuses: Vec<String>,
}

impl Bench {
    /// What may be shown on a day.
    ///
    /// # Errors
    /// [`CaseError::Port`] if a parameter of publication has ended.
    pub(crate) fn publicity(&self, on: Day) -> Result<Publicity, CaseError> {
        let rules = Rules::on(&self.law.publication, on).map_err(|faults| {
            let cause = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            PortError::Away { service: SERVICE.to_owned(), cause }
        })?;
        let table = self.law.disclosure.at(STATUSES, on).ok();
        let statuses = table.as_ref().and_then(|found| Value::texts(found.value)).unwrap_or_default();
        Ok(Publicity { rules, statuses: statuses.into_iter().map(str::to_owned).collect() })
    }
}

impl Bench {
    /// Days on which the public could see an item as it stands, by the law of a day: only then was it given to whoever looked at
    /// a public page. None where it was taken back.
    ///
    /// # Errors
    /// [`CaseError::Port`] if whoever keeps it does not answer; [`CaseError::Content`] if what it says cannot be read.
    pub(crate) fn public_days(&self, subject_id: i64, about: &About, on: Day) -> Result<Spans, CaseError> {
        if about.kind == MEMBERSHIP {
            let all = self.around.lists.of_subject(subject_id)?;
            let listed = all.iter().find(|one| case_of_key(&about.key) == Some(one.case_no));
            let days = listed.map(|one| self.publicity(on).map(|publicity| publicity.days(&Target::Membership(one))));
            let days = days.transpose()?.unwrap_or_default();
            let own = self.book.of_subject(subject_id)?;
            let hidden = self.shielding(&own, about).map(|shielding| Spans::one(Span::since(shielding.since)));
            return Ok(hidden.map_or(days.clone(), |hidden| days.minus(&hidden)));
        }
        let Some(record) = self.around.orders.stands(subject_id, &about.key)? else { return Ok(Spans::none()) };
        Ok(match Content::from_json(record.kind, &record.content)? {
            Content::Penalty(penalty) => {
                let read = self.read(vec![(record.key, penalty)])?;
                let publicity = self.publicity(on)?;
                read.first().map(|read| publicity.days(&Target::Penalty(read))).unwrap_or_default()
            }
            Content::Standing(standing) => self.publicity(on)?.days(&Target::Standing(&standing)),
            Content::Inspection(visit) => self.days_of_visit(&visit, on),
            Content::Test(test) => self.days_of_test(&test, on),
            Content::Complaint(complaint) => self.days_of_complaint(&complaint),
            _ => Spans::none(),
        })
    }

    fn days_of_visit(&self, visit: &Inspection, on: Day) -> Spans {
        let published_on = visit.visit.as_deref().and_then(|went| went.published_on);
        let is_open = !visit.withdrawn && self.are_public("visits", visit.reason().token(), on);
        until_ended(published_on.filter(|_| is_open), [visit.display_stopped_on, visit.annulled_on])
    }

    fn days_of_test(&self, test: &Test, on: Day) -> Spans {
        let published_on = test.sampling.as_deref().and_then(|way| way.published_on);
        let is_open = !test.withdrawn && test.is_final && self.are_public("tests", "final", on);
        until_ended(published_on.filter(|_| is_open), [test.display_stopped_on, test.annulled_on])
    }

    /// Are results of this kind public on a day?
    fn are_public(&self, of: &str, word: &str, on: Day) -> bool {
        let found = self.law.inspections.at(RESULTS, on).ok();
        let words = found.and_then(|found| found.value.entry(of).and_then(Value::texts));
        words.is_some_and(|words| words.contains(&word))
    }

    /// The months are those of the day of publication.
    fn days_of_complaint(&self, complaint: &Complaint) -> Spans {
        let published_on = complaint.publicity.as_deref().and_then(|publicity| publicity.published_on);
        let display = published_on.filter(|_| complaint.is_publishable()).and_then(|published_on| {
            let found = self.law.filings.at(DISPLAY_MONTHS, published_on).ok()?;
            let months = u32::try_from(found.value.integer()?).ok()?;
            Some(Span::new(published_on, published_on.plus_months(months).next()))
        });
        display.map(Spans::one).unwrap_or_default()
    }
}

/// The days of a published result: until its display was stopped, or it was annulled.
fn until_ended(published_on: Option<Day>, ends: [Option<Day>; 2]) -> Spans {
    let off = ends.into_iter().flatten().min().unwrap_or(Day::FOREVER);
    published_on.map(|published_on| Span::new(published_on, off)).filter(|span| !span.is_empty()).into_iter().collect()
}

impl Publicity {
    /// Days on which the public may see it.
    pub(crate) fn days(&self, target: &Target<'_>) -> Spans {
        match target {
            Target::Penalty(read) => {
                let display = &read.used.display;
                let withheld = self.rules.withheld(&read.penalty, display.channel, read.is_registered);
                if withheld.is_empty() && display.is_publishable() { self.rules.public(display) } else { Spans::none() }
            }
            Target::Membership(membership) => {
                let published = membership.spans.iter().filter_map(|span| {
                    let published = span.published_on?;
                    Some(Span::new(published.max(span.from), span.off))
                });
                Spans::of(published.filter(|span| !span.is_empty()))
            }
            Target::Standing(standing) => match standing.kind {
                StandingKind::Status(status) if self.statuses.iter().any(|known| known == status.token()) => {
                    Spans::one(days_of(standing))
                }
                _ => Spans::none(),
            },
            Target::Payment(_) | Target::Entry(_) => Spans::none(),
        }
    }
}

impl Repairs {
    /// Penalties and memberships of a merchant that the public may see today; none of anybody who is not registered.
    ///
    /// # Errors
    /// [`CaseError::Port`] if somebody who is asked does not answer.
    pub(crate) fn public_today(&self, subject_id: i64, code: PartyCode) -> Result<BTreeSet<About>, CaseError> {
        if self.bench.around.merchants.registered(&[code], None)?.iter().all(Option::is_none) {
            return Ok(BTreeSet::new());
        }
        let today = self.today();
        let (dossier, publicity) = (self.bench.dossier(subject_id)?, self.bench.publicity(today)?);
        let own = self.court.book.of_subject(subject_id)?;
        let is_shown = |(about, target): &(About, Target<'_>)| {
            publicity.days(target).contains(today) && self.bench.shielding(&own, about).is_none()
        };
        let shown = dossier.shown().into_iter().filter(is_shown);
        Ok(shown.map(|(about, _)| about).collect())
    }
}
