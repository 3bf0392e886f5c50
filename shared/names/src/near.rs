//! Typing errors: does a name contain a query but for one character wrong, missing, too many, or two
//! side by side swapped?

/// Queries of so many characters are looked for with an error; below, nearly everything would be near, and
/// above there is no place in the bits.
pub(crate) const LENGTHS: std::ops::RangeInclusive<usize> = 3..=64;

/// The bits of a query, one a character (Wu and Manber's automaton with one error, and swaps).
pub(crate) struct Near {
    masks: Vec<(char, u64)>,
    end: u64,
}

impl Near {
    /// `None` if the query is too short or too long.
    pub(crate) fn new(query: &[char]) -> Option<Self> {
        if !LENGTHS.contains(&query.len()) {
            return None;
        }
        let mut masks: Vec<(char, u64)> = Vec::with_capacity(query.len());
        for (at, &character) in query.iter().enumerate() {
            match masks.iter_mut().find(|(c, _)| *c == character) {
                Some((_, mask)) => *mask |= 1 << at,
                None => masks.push((character, 1 << at)),
            }
        }
        Some(Self { masks, end: 1 << (query.len() - 1) })
    }

    /// Does some run of the name's characters equal the query with at most one error?
    pub(crate) fn is_in(&self, name: &str) -> bool {
        // Bit i: the first i + 1 characters of the query end here, without an error and with one.
        let (mut without, mut with) = (0u64, 1u64);
        let (mut before_last, mut last_mask) = (0u64, 0u64);
        for character in name.chars() {
            let mask = self.masks.iter().find(|(c, _)| *c == character).map_or(0, |(_, mask)| *mask);
            let now = ((without << 1) | 1) & mask;
            let wrong = (without << 1) | 1;
            let too_many_in_name = without;
            let missing_in_name = (now << 1) | 1;
            let swapped = ((before_last << 2) | 2) & (mask << 1) & last_mask;
            with = (((with << 1) | 1) & mask) | wrong | too_many_in_name | missing_in_name | swapped;
            (before_last, last_mask, without) = (without, mask, now);
            if (with | without) & self.end != 0 {
                return true;
            }
        }
        false
    }
}
