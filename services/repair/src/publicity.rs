//! What of a merchant the public may see (公开范围): less than what counts about it. What is not published yet, what another
//! department shows, and who is not registered, nobody is told of here.

use crate::SERVICE;
use crate::bench::Bench;
use crate::repairs::Repairs;
use crate::target::{Target, days_of};
use cases::{About, CaseError};
use contracts::port::PortError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::StandingKind;
use domain::span::{Span, Spans};
use policy::parameter::Value;
use statute::publication::Rules;
use std::collections::BTreeSet;

/// The parameter that says which statuses are public.
const STATUSES: &str = "disclosure.public_statuses";

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
