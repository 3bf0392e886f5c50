//! What a case is about (所涉事项): one thing that somebody else keeps, with whose it is.

use crate::dossier::ReadPenalty;
use crate::entries::{Entry, Inspected};
use crate::kind::Kind;
use cases::Handling;
use contracts::port::ListMembership;
use domain::day::Day;
use domain::record::{Payment, Standing, StandingKind};
use domain::span::{Span, Spans};
use domain::vocab::StatusKind;
use statute::abnormal::Ground;

/// Kind of a penalty.
pub(crate) const PENALTY: &str = "penalty";
/// Kind of a statement about payment.
pub(crate) const PAYMENT: &str = "payment";
/// Kind of a record of the registry.
pub(crate) const STANDING: &str = "standing";
/// Kind of a membership of a list, to which a case of `listing` has led.
pub(crate) const MEMBERSHIP: &str = "membership";
/// Kind of an inspection; all kinds of records are called as their keys begin.
pub(crate) const INSPECTION: &str = "inspection";
/// Kind of a sampling test.
pub(crate) const TEST: &str = "test";
/// Kind of an assessment.
pub(crate) const ASSESSMENT: &str = "assessment";
/// Kind of a complaint.
pub(crate) const COMPLAINT: &str = "complaint";
/// Kind of an online dispute.
pub(crate) const ODR_CASE: &str = "odr_case";
/// Kind of a registration.
pub(crate) const MERCHANT: &str = "merchant";
/// Kind of a merchant's class; its key is the merchant's code.
pub(crate) const CLASS: &str = "class";
/// How the key of a membership begins: the number of its case follows.
const LISTING: &str = "listing:";
/// The list that is called so, as `listing` tells it.
const SERIOUS: &str = "serious_list";

/// The key of a membership.
pub(crate) fn membership_key(case_no: i64) -> String {
    format!("{LISTING}{case_no}")
}

/// The case of a membership, by its key.
pub(crate) fn case_of_key(key: &str) -> Option<i64> {
    key.strip_prefix(LISTING)?.parse().ok()
}

/// Which list it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum List {
    /// 严重违法失信名单
    Serious,
    /// 经营异常名录, or the mark, on a ground; nothing where nobody told the ground.
    Abnormal(Option<Ground>),
}

/// What a case is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'d> {
    Penalty(&'d ReadPenalty),
    Payment(&'d Payment),
    Membership(&'d ListMembership),
    Standing(&'d Standing),
    Entry(&'d Entry),
}

impl Target<'_> {
    /// Whose case it is: whoever decided (谁认定、谁修复), or the office of the area where nobody is named; nothing if that one
    /// is not known either. The upper office is known of memberships alone.
    pub(crate) fn handling(&self) -> Option<Handling> {
        let (office, upper_office) = match self {
            Self::Penalty(read) => (&read.penalty.authority_code, None),
            Self::Payment(payment) => (&payment.authority_code, None),
            Self::Membership(membership) => (&membership.office, membership.upper_office.clone()),
            Self::Standing(standing) => (&standing.office, None),
            Self::Entry(entry) => (entry.office.as_ref()?, None),
        };
        Some(Handling { office: office.clone(), upper_office })
    }

    /// Code of that office; empty if it is not known.
    pub(crate) fn office(&self) -> String {
        self.handling().map(|handling| handling.office).unwrap_or_default()
    }

    /// The inspection that it is, if it is one.
    pub(crate) fn inspected(&self) -> Option<&Inspected> {
        match self {
            Self::Entry(entry) => entry.inspected.as_ref(),
            _ => None,
        }
    }

    /// The list that it is a membership of.
    pub(crate) fn list(&self) -> Option<List> {
        match self {
            Self::Penalty(_) | Self::Payment(_) | Self::Entry(_) => None,
            Self::Membership(membership) => Some(list_of(membership)),
            Self::Standing(standing) => listed_by(standing),
        }
    }

    /// Days on that list.
    pub(crate) fn listed(&self) -> Spans {
        match self {
            Self::Penalty(_) | Self::Payment(_) | Self::Entry(_) => Spans::none(),
            Self::Membership(membership) => spans_of(membership),
            Self::Standing(standing) => Spans::one(days_of(standing)),
        }
    }

    /// Last day of a statutory restriction that was decided with a listing.
    pub(crate) const fn restricted_until(&self) -> Option<Day> {
        match self {
            Self::Membership(membership) => membership.restricted_until,
            Self::Penalty(_) | Self::Payment(_) | Self::Standing(_) | Self::Entry(_) => None,
        }
    }

    /// Day of the publication of a listing. Whoever keeps the list knows it, or that there was none yet; of another's list it
    /// is what its record says, and else what an official states in the case.
    pub(crate) fn published_on(&self, stated: Option<Day>) -> Option<Day> {
        match self {
            Self::Membership(membership) => membership.spans.last().and_then(|span| span.published_on),
            Self::Standing(standing) => standing.listing.as_deref().and_then(|listing| listing.published_on).or(stated),
            Self::Penalty(_) | Self::Payment(_) | Self::Entry(_) => stated,
        }
    }

    /// Can a case of this kind be about it?
    pub(crate) fn fits(&self, kind: Kind) -> bool {
        match (kind, self, self.list()) {
            (Kind::GsxtRepair | Kind::CreditChinaRepair, Self::Penalty(_), _)
            | (Kind::SeriousListRemoval, _, Some(List::Serious))
            // What another office has told of a list is hidden by whoever tells it.
            | (Kind::Shield, Self::Penalty(_), _)
            | (Kind::Shield, Self::Membership(_), Some(List::Serious))
            | (Kind::AbnormalRemoval | Kind::AbnormalObjection, _, Some(List::Abnormal(Some(_)))) => true,
            // The abnormal list has an objection of its own, with limits of its own.
            (Kind::Objection, _, list) => !matches!(list, Some(List::Abnormal(_))),
            // Of whatever is shown about it the merchant may say something, and whatever was decided may be challenged.
            (Kind::Reply | Kind::Remedy, ..) => true,
            (Kind::Reinspection, target, _) => target.inspected().is_some_and(|inspected| inspected.adverse.holds),
            _ => false,
        }
    }

    /// By which procedure it ends early; nothing if by none.
    pub(crate) fn repair(&self) -> Option<Kind> {
        match (self, self.list()) {
            (Self::Penalty(read), _) => Some(Kind::of_channel(read.reading.display.channel)),
            (_, Some(List::Serious)) => Some(Kind::SeriousListRemoval),
            (_, Some(List::Abnormal(_))) => Some(Kind::AbnormalRemoval),
            _ => None,
        }
    }
}

fn list_of(membership: &ListMembership) -> List {
    if membership.list == SERIOUS {
        return List::Serious;
    }
    let ground = membership.ground.as_deref();
    // Told as the status of records, or as the ground alone.
    let is_it = |status: StatusKind, told: &str| status.token() == told || status.token() == format!("abnormal_{told}");
    let known = |told: &str| Ground::ALL.iter().find(|(_, status)| is_it(*status, told)).map(|(ground, _)| *ground);
    List::Abnormal(ground.and_then(known))
}

/// The list that a standing record says somebody is on.
pub(crate) fn listed_by(standing: &Standing) -> Option<List> {
    let StandingKind::Status(status) = standing.kind else { return None };
    if status == StatusKind::SeriousList {
        return Some(List::Serious);
    }
    Ground::of(status).map(|ground| List::Abnormal(Some(ground)))
}

/// Days of a standing record.
pub(crate) fn days_of(standing: &Standing) -> Span {
    Span::new(standing.from, standing.until.map_or(Day::FOREVER, Day::next))
}

/// Days of a membership.
pub(crate) fn spans_of(membership: &ListMembership) -> Spans {
    Spans::of(membership.spans.iter().map(|span| Span::new(span.from, span.off)))
}
