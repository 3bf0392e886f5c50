//! The meaning of a search, said as plainly as possible: every name is looked at.

use domain::code::PartyCode;
use names::normal::normalised;
use names::{Hit, Kind};
use pinyin::ToPinyinMulti;

/// A subject, its code, its name.
pub(crate) type Named = (i64, PartyCode, String);

/// All hits in order.
pub(crate) fn search(all: &[Named], query: &str, may_see: impl Fn(i64) -> bool) -> Vec<Hit> {
    let query = normalised(query);
    let mut found: Vec<_> = all
        .iter()
        .filter(|(subject_id, ..)| may_see(*subject_id))
        .filter_map(|(subject_id, code, name)| {
            let name = normalised(name);
            let kind = kind(&query, &name, *code)?;
            Some((kind, name.chars().count(), name, *code, *subject_id))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(kind, _, _, code, subject_id)| Hit { subject_id, code, kind }).collect()
}

pub(crate) fn kind(query: &str, name: &str, code: PartyCode) -> Option<Kind> {
    if PartyCode::parse(query).is_ok() {
        return code.as_str().eq_ignore_ascii_case(query).then_some(Kind::Code);
    }
    if query.is_empty() {
        return None;
    }
    let characters: Vec<char> = name.chars().collect();
    let letters: Vec<char> = query.replace(['\'', '’'], "").replace('ü', "v").chars().collect();
    let is_pinyin = letters.iter().all(char::is_ascii_alphanumeric) && letters.iter().any(char::is_ascii_alphabetic);
    if name == query {
        Some(Kind::Exact)
    } else if name.starts_with(query) {
        Some(Kind::Prefix)
    } else if name.contains(query) {
        Some(Kind::Substring)
    } else if is_pinyin && characters.windows(letters.len()).any(|run| is_initials(run, &letters)) {
        Some(Kind::Initials)
    } else if is_pinyin && (0..characters.len()).any(|from| is_read(&characters[from..], &String::from_iter(&letters)))
    {
        Some(Kind::Pinyin)
    } else if is_near(&characters, &query.chars().collect::<Vec<_>>()) {
        Some(Kind::Near)
    } else {
        None
    }
}

fn readings(c: char) -> Vec<String> {
    let mut all = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let typed = reading.plain().replace('ü', "v");
        if typed.chars().any(|c| "aeiouv".contains(c)) && typed.is_ascii() && !all.contains(&typed) {
            all.push(typed);
        }
    }
    all.truncate(3);
    all
}

fn is_initials(run: &[char], letters: &[char]) -> bool {
    let fits = |(c, letter): (&char, &char)| c == letter || readings(*c).iter().any(|r| r.starts_with(*letter));
    run.iter().zip(letters).all(fits)
}

fn is_read(characters: &[char], letters: &str) -> bool {
    characters.first().is_some_and(|first| {
        readings(*first).iter().any(|reading| {
            reading.starts_with(letters)
                || letters.strip_prefix(reading.as_str()).is_some_and(|rest| is_read(&characters[1..], rest))
        })
    })
}

/// Every run of characters that is not more than one longer or shorter, by the table of distances.
pub(crate) fn is_near(name: &[char], query: &[char]) -> bool {
    (3..=64).contains(&query.len())
        && (query.len() - 1..=query.len() + 1).any(|length| name.windows(length).any(|run| distance(run, query) <= 1))
}

/// Edits between two texts: a character wrong, missing, too many, or two swapped.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut least = same.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len()][b.len()]
}
