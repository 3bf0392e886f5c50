//! Where the records of one kind stand in a batch, merchant by merchant.

use domain::record::Record;
use domain::version::Version;

/// The records of one kind, merchant by merchant.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// In order of merchant and key.
    pub(super) heads: Vec<usize>,
    /// Where each merchant's end.
    pub(super) ends: Vec<usize>,
}

impl Shelf {
    /// A merchant's records, by its place.
    pub(super) fn records<'b, T: Record>(&self, at: usize, versions: &'b [Version<T>]) -> impl Iterator<Item = &'b T> {
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(begin);
        let heads = self.heads.get(begin..end).unwrap_or_default();
        heads.iter().filter_map(|head| versions.get(*head).map(|version| &version.content))
    }
}

/// Sorts by place in two walks: the order, and where each place begins in it.
pub(super) fn by_place(places: &[Option<usize>], count: usize) -> (Vec<usize>, Vec<usize>) {
    let mut begins = vec![0; count + 1];
    for place in places.iter().flatten() {
        if let Some(count) = begins.get_mut(place + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for begin in &mut begins {
        sum += *begin;
        *begin = sum;
    }
    let mut next = begins.clone();
    let mut order = vec![0; sum];
    for (at, place) in places.iter().enumerate() {
        if let Some(next) = place.and_then(|place| next.get_mut(place))
            && let Some(slot) = order.get_mut(*next)
        {
            *slot = at;
            *next += 1;
        }
    }
    (order, begins)
}
