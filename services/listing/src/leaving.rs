//! What of a membership leaves the house (对外审查): each entry and each measure passes the lawfulness gate, which is told what
//! was done in the case and what is about to be told.

use crate::entries::ground;
use crate::lists::Lists;
use crate::membership::{List, Membership, Time, Told, of_case, told};
use crate::requirements::{Asked, known};
use crate::stated::{self, name};
use cases::{Before, CaseError};
use contracts::port::Registration;
use domain::day::Day;
use domain::record::{MerchantKind, PartyKind};
use domain::span::{Span, Spans};
use statute::gate::{Act, Form, Leaving, Missing, Mode, Party, Passed, Sent, gate};
use statute::measures::InForce;
use statute::procedure::{Finding, Role};

/// What is told of a case to everybody, beside the name and the code.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'e> {
    /// The membership.
    pub(crate) one: &'e Membership,
    /// Days on which it may be shown.
    pub(crate) days: &'e Spans,
    /// Who is registered under its code; nothing if nobody is.
    pub(crate) party: Option<&'e Registration>,
    /// Has somebody else looked at it than who wrote its cause?
    pub(crate) is_released: bool,
}

/// What was done in a case up to the decision, and the service of that (法定程序), by what the law says of its steps.
pub(crate) fn acts(list: List, steps: &[Told<'_, '_>], (at, decided_on): (usize, Day)) -> Vec<(Act, Day)> {
    let before = steps.get(..at).unwrap_or_default();
    let last_with = |needs: &[&str]| {
        let is_meant = |(_, law): &&Told<'_, '_>| law.needs.iter().any(|need| needs.contains(&need.as_str()));
        before.iter().rfind(is_meant).map(|(step, _)| step.on)
    };
    // What finds a ground of the abnormal list is dated the day on which that came about.
    let verified = (list != List::SeriousList).then(|| before.first().map(|(step, _)| step.on)).flatten();
    let by_office = steps.iter().rev().filter(|(step, _)| step.by.role != Role::Party);
    let served = by_office.map(|(step, _)| step).find_map(|step| stated::day(&step.stated, name::SERVED_ON));
    let found = [
        (Act::Verified, verified),
        (Act::Noticed, last_with(&["notice"])),
        (Act::Consented, last_with(&["consent", "consent_document"])),
        (Act::Decided, Some(decided_on)),
        (Act::Served, served),
    ];
    found.into_iter().filter_map(|(act, on)| Some((act, on?))).collect()
}

impl Membership {
    /// Its item in the catalogue of public credit information.
    const fn item(&self) -> &'static str {
        match self.list {
            List::SeriousList => "serious_list",
            List::AbnormalList | List::AbnormalMark => "abnormal_list",
        }
    }

    /// Those of them on which it is published.
    pub(crate) fn published(&self) -> Spans {
        let of_time = |time: &Time| Some(time.span.and(Span::since(time.published_on?)));
        self.times.iter().filter_map(of_time).collect()
    }
}

impl Lists {
    /// May this entry be published on a day?
    pub(crate) fn publishes(&self, entry: Entry<'_>, day: Day) -> Result<Passed, Vec<Missing>> {
        let Entry { one, days, party, is_released } = entry;
        let cause = ground(one);
        let told = [
            ("name", party.map_or("", |party| &party.name)),
            ("code", one.code.as_str()),
            ("cause", &cause),
            ("basis", &one.basis),
            ("office", &one.office),
        ];
        let is_there = |(_, text): &(&str, &str)| !text.trim().is_empty();
        let fields: Vec<&str> = told.into_iter().filter(is_there).map(|(field, _)| field).chain(["date"]).collect();
        let leaving = Leaving {
            item: one.item(),
            form: Form::Listing(days),
            mode: Mode::Publish,
            day,
            party: party.map(of_registration).unwrap_or_default(),
            acts: &one.acts,
            fields: &fields,
            // Whoever publishes has masked and looked: the step of the publication requires it (`MASKING_NOT_DONE`).
            is_masked: true,
            is_released,
        };
        gate(&leaving, &self.law.catalogue)
    }

    /// What is shown of a membership on a day, if it is published: may it be?
    pub(crate) fn shows(
        &self,
        one: &Membership,
        party: Option<&Registration>,
        day: Day,
    ) -> Option<Result<Passed, Vec<Missing>>> {
        let is_released = one.shown(day)?.is_released;
        Some(self.publishes(Entry { one, days: &one.published(), party, is_released }, day))
    }

    /// May a department be told on a day of a measure that follows from a membership?
    pub(crate) fn tells(
        &self,
        one: &Membership,
        measure: &InForce<'_>,
        department: &str,
        day: Day,
    ) -> Result<Passed, Vec<Missing>> {
        let measure = measure.measure;
        let (code, presented_as, basis) = (measure.code.as_str(), measure.kind, measure.basis.as_str());
        let leaving = Leaving {
            item: one.item(),
            form: Form::Measure(Sent { code, presented_as, basis, department, listed: &one.days() }),
            mode: Mode::GovernmentSharing,
            day,
            party: Party::default(),
            acts: &one.acts,
            fields: &[],
            is_masked: true,
            is_released: true,
        };
        gate(&leaving, &self.law.catalogue)
    }
}

impl Asked<'_> {
    /// 对外合法性审查: may everybody be told of the listing from its publication on? What that rests on, whoever publishes has to
    /// name.
    pub(crate) fn gate(&self) -> Result<Finding, CaseError> {
        let Before { file, steps, act, on } = self.before;
        let Some(procedure) = self.lists.law.procedures.get(&file.procedure) else {
            return Err(CaseError::UnknownProcedure(file.procedure.clone()));
        };
        let Some(mut one) = of_case(file, &told(procedure, steps), &self.lists.law.rules) else {
            return Ok(known(false, "case: not listed"));
        };
        if let Some(served) = self.last(|stated| stated::day(stated, name::SERVED_ON)) {
            one.acts.retain(|(act, _)| *act != Act::Served);
            one.acts.push((Act::Served, served));
        }
        let party = self.lists.around.merchants.registered(&[file.code], None)?.into_iter().next().flatten();
        let is_released = act.is_none_or(|act| one.written_by.as_ref() != Some(&act.by.account));
        let entry = Entry { one: &one, days: &one.days(), party: party.as_ref(), is_released };
        Ok(match self.lists.publishes(entry, on) {
            Ok(passed) => Finding { further: passed.rests_on, ..known(true, "gate") },
            Err(missing) => {
                let pieces: Vec<String> = missing.iter().map(ToString::to_string).collect();
                let is_of_time = missing.iter().all(|piece| piece.until.is_some());
                Finding {
                    provisional: missing.iter().any(|piece| piece.provisional),
                    until: missing.iter().filter_map(|piece| piece.until).max().filter(|_| is_of_time),
                    ..known(false, pieces.join(" / "))
                }
            }
        })
    }
}

fn of_registration(party: &Registration) -> Party {
    let kind = match party.kind {
        MerchantKind::SoleTrader => PartyKind::SoleTrader,
        MerchantKind::Enterprise | MerchantKind::Cooperative => PartyKind::Organisation,
    };
    Party { kind: Some(kind), is_registered: true, is_under_18: false }
}
