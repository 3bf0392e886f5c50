//! Former names (曾用名): an index of its own, only of names that a merchant had and has no more, so that those who never
//! had another one cost nothing.

use crate::history::{History, Said};
use crate::merchants::rank;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::Merchant;
use ledger::VersionView;
use names::normal::normalised;
use names::{Index, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

/// The former names of all merchants.
#[derive(Default)]
pub(super) struct Past {
    /// Under numbers of its own: a merchant may have had several names.
    index: Index,
    /// Whose each is, and as it was written.
    names: FxHashMap<i64, (i64, Box<str>)>,
    /// The numbers of a merchant's.
    of: FxHashMap<i64, Vec<i64>>,
    /// The number that was given last.
    last: i64,
}

/// A merchant whose former name fits.
pub(super) struct Former {
    pub(super) subject_id: i64,
    pub(super) kind: Kind,
    pub(super) name: String,
}

impl Past {
    /// From now on a merchant, by this code, has had these names.
    pub(super) fn put(&mut self, subject_id: i64, (code, names): (PartyCode, Vec<String>)) {
        self.remove(subject_id);
        for name in names {
            self.last += 1;
            self.index.put(self.last, code, &name);
            self.names.insert(self.last, (subject_id, name.into_boxed_str()));
            self.of.entry(subject_id).or_default().push(self.last);
        }
    }

    /// From now on nothing is known of former names of a merchant.
    pub(super) fn remove(&mut self, subject_id: i64) {
        for number in self.of.remove(&subject_id).unwrap_or_default() {
            self.index.remove(number);
            self.names.remove(&number);
        }
    }

    /// Whose former name fits, the best first, each once; and whether there may be more. A typing error is not borne: it
    /// would be one in a name that nobody has any more.
    pub(super) fn search(&self, text: &str, limit: usize, may_see: impl Fn(i64) -> bool) -> (Vec<Former>, bool) {
        let is_seen = |number| self.names.get(&number).is_some_and(|(subject_id, _)| may_see(*subject_id));
        let found = self.index.search(text, limit, is_seen);
        let cut = found.cut || found.hits.len() >= limit;
        let mut seen = FxHashSet::default();
        let former = found.hits.into_iter().filter(|hit| hit.kind != Kind::Near).filter_map(|hit| {
            let (subject_id, name) = self.names.get(&hit.subject_id)?;
            seen.insert(*subject_id).then(|| Former { subject_id: *subject_id, kind: hit.kind, name: name.to_string() })
        });
        (former.collect(), cut)
    }
}

/// The code of a merchant and the names that it had and has no more, as its history tells them; nothing of one that is
/// registered no more, or of whom there is but one version.
pub(super) fn former_names(versions: &[VersionView]) -> Result<Option<(PartyCode, Vec<String>)>, serde_json::Error> {
    let (mut said, mut present): (Vec<Said>, Option<Merchant>) = (Vec::new(), None);
    for view in versions {
        let merchant: Merchant = serde_json::from_str(&view.content)?;
        let is_behind = present.as_ref().is_none_or(|other| rank(other.code) < rank(merchant.code));
        if view.standing && !merchant.withdrawn && is_behind {
            present = Some(merchant.clone());
        }
        // History without an order has the earliest place there is.
        let changed_at: Option<Instant> = view.changed_at.filter(|at| at.micros() != i64::MIN);
        said.push(Said { version: view.version, changed_at, merchant });
    }
    let Some(present) = present else { return Ok(None) };
    let mut compared = FxHashSet::from_iter([normalised(&present.name)]);
    let names = History::of(&said)?.names;
    let former = names.iter().map(|stretch| &stretch.value).filter(|name| compared.insert(normalised(name)));
    Ok(Some((present.code, former.cloned().collect())))
}
