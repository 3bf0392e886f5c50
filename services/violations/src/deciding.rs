//! How the display of a penalty is decided (公示裁定), and how it travels with the changes of the service.

use crate::law::Law;
use contracts::change::{Change, DecidedDisplay, DecidedInterval};
use contracts::port::{Merchants, PortError, Registration};
use domain::code::PartyCode;
use domain::facts::Derivation;
use domain::record::{MerchantKind, Penalty, RecordKind};
use rustc_hash::FxHashMap;
use statute::display::Displayed;
use statute::penalty::{DisplayReading, displayed, displayed_of_unknown};
use statute::reading::cause;
use statute::severity::is_derivable;
use std::sync::Arc;

/// By what is decided: what the registry says of the party, and law.
pub(crate) struct Deciding {
    pub(crate) merchants: Arc<dyn Merchants>,
    pub(crate) law: Law,
}

impl Deciding {
    /// Who is registered behind these penalties.
    pub(crate) fn parties<'p>(
        &self,
        penalties: impl IntoIterator<Item = &'p Penalty>,
    ) -> Result<FxHashMap<PartyCode, Registration>, PortError> {
        let mut codes: Vec<PartyCode> = penalties.into_iter().map(|penalty| penalty.party).collect();
        codes.sort_unstable();
        codes.dedup();
        let registered = self.merchants.registered(&codes, None)?;
        Ok(codes.into_iter().zip(registered).filter_map(|(code, party)| Some((code, party?))).collect())
    }

    /// The display by law. Who is not registered may be anything: if the penalty does not say it either, an
    /// enterprise stands in, whose fines are minor up to the larger amount.
    pub(crate) fn read(&self, penalty: &Penalty, party: Option<&Registration>) -> DisplayReading {
        let kind = kind(party);
        let mut reading = match party {
            Some(_) => displayed(penalty, kind, &self.law.tables),
            None => displayed_of_unknown(penalty, &self.law.tables),
        };
        if party.is_none() && penalty.party_kind.is_none() && is_derivable(penalty) {
            reading.derivations.push(Derivation {
                what: "party_kind",
                value: kind.token().to_owned(),
                by: "nobody is registered under the code: an enterprise stands in".to_owned(),
                provisional: true,
            });
        }
        reading
    }

    /// The type of violation by the table of causes (案由); nothing if the table does not know it, since it is then what a
    /// person wrote.
    pub(crate) fn cause(&self, penalty: &Penalty) -> Option<String> {
        let read = cause(penalty, &self.law.tables);
        read.value.filter(|_| read.derivation.is_some()).map(|cause| cause.to_string())
    }

    /// Says of each version of a penalty among changes how it is displayed. Nobody waits for a registry that does not
    /// answer: a follower derives the display by itself, and what it follows must not stand still.
    pub(crate) fn tell(&self, changes: &mut [Change]) {
        let penalty = |change: &Change| -> Option<Penalty> {
            // One that cannot be read is told as it is, for whoever follows to set aside.
            (change.kind == RecordKind::Penalty).then(|| serde_json::from_str(&change.content).ok()).flatten()
        };
        let penalties: Vec<Option<Penalty>> = changes.iter().map(penalty).collect();
        if penalties.iter().all(Option::is_none) {
            return;
        }
        let parties = match self.parties(penalties.iter().flatten()) {
            Ok(parties) => parties,
            Err(error) => {
                tracing::warn!(%error, "changes of penalties are told without their display");
                return;
            }
        };
        for (change, penalty) in changes.iter_mut().zip(penalties) {
            change.display = penalty.map(|penalty| self.decided(&penalty, parties.get(&penalty.party)));
        }
    }

    /// The display as it travels.
    fn decided(&self, penalty: &Penalty, party: Option<&Registration>) -> DecidedDisplay {
        let DisplayReading { severity, display, derivations } = self.read(penalty, party);
        let interval = |interval: Displayed| DecidedInterval {
            from: interval.span.from,
            off: interval.span.off,
            ended_by: interval.ended_by.token().to_owned(),
            by: interval.by,
            provisional: interval.provisional,
        };
        let counting = if penalty.withdrawn { Vec::new() } else { display.counting() };
        let mut rules: Vec<String> = derivations.into_iter().map(|derived| derived.by).collect();
        rules.sort_unstable();
        rules.dedup();
        DecidedDisplay {
            policies_digest: self.law.digest(),
            party_kind: kind(party),
            severity,
            channel: display.channel.token().to_owned(),
            regime: self.law.tables.maxima(display.channel, penalty.decided_on).basis.by.to_owned(),
            unpublished: display.unpublished.map(|why| why.token().to_owned()),
            intervals: counting.into_iter().map(interval).collect(),
            rules,
        }
    }
}

/// The kind by which the penalty of a party is read.
fn kind(party: Option<&Registration>) -> MerchantKind {
    party.map_or(MerchantKind::Enterprise, |party| party.kind)
}
