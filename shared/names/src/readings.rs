//! How characters are read (拼音): the commonest readings without tones, and which characters are read so.

use pinyin::ToPinyinMulti;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// So many readings of a character count, the commonest first: 行 is xing, hang, heng.
pub(crate) const READINGS: usize = 3;
const NONE: u16 = u16::MAX;

/// The readings of all characters.
pub(crate) static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

/// Characters and syllables; a syllable is its place in the alphabet.
pub(crate) struct Table {
    syllables: Vec<String>,
    readings: FxHashMap<char, [u16; READINGS]>,
    characters: Vec<Vec<char>>,
}

/// As it is typed: ü is v. Interjections without a vowel (嗯 ng) are no syllables.
fn typed(plain: &str) -> Option<String> {
    let typed = plain.replace('ü', "v");
    let has_vowel = typed.contains(['a', 'e', 'i', 'o', 'u', 'v']);
    (has_vowel && typed.bytes().all(|b| b.is_ascii_lowercase())).then_some(typed)
}

fn read(character: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for reading in character.to_pinyin_multi().into_iter().flatten() {
        if let Some(typed) = typed(reading.plain())
            && all.len() < READINGS
            && !all.contains(&typed)
        {
            all.push(typed);
        }
    }
    all
}

impl Table {
    fn new() -> Self {
        // From 〇 to the end of the third plane lies everything that has a reading.
        let read: Vec<(char, Vec<String>)> =
            ('\u{3007}'..'\u{3ffff}').map(|c| (c, read(c))).filter(|(_, all)| !all.is_empty()).collect();
        let mut syllables: Vec<String> = read.iter().flat_map(|(_, all)| all.iter().cloned()).collect();
        syllables.sort_unstable();
        syllables.dedup();
        let mut table =
            Self { characters: vec![Vec::new(); syllables.len()], syllables, readings: FxHashMap::default() };
        for (character, all) in read {
            let mut ids = [NONE; READINGS];
            for (slot, syllable) in ids.iter_mut().zip(&all) {
                let Ok(at) = table.syllables.binary_search(syllable) else { continue };
                *slot = u16::try_from(at).unwrap_or(NONE);
                if let Some(characters) = table.characters.get_mut(at) {
                    characters.push(character);
                }
            }
            table.readings.insert(character, ids);
        }
        table
    }

    /// The readings of a character; none for what is not Chinese.
    pub(crate) fn of(&self, character: char) -> impl Iterator<Item = &str> {
        let ids = self.readings.get(&character).copied().unwrap_or([NONE; READINGS]);
        ids.into_iter().filter_map(|id| self.syllables.get(usize::from(id)).map(String::as_str))
    }

    /// The letters with which the readings of a character begin, each once; a letter or digit is its own. The
    /// rest is filled with zeros.
    pub(crate) fn initials(&self, character: char) -> [u8; READINGS] {
        let mut initials = [0; READINGS];
        if character.is_ascii_alphanumeric() {
            initials[0] = u8::try_from(character).unwrap_or(0);
            return initials;
        }
        for reading in self.of(character) {
            let first = reading.bytes().next().unwrap_or(0);
            if !initials.contains(&first)
                && let Some(slot) = initials.iter_mut().find(|slot| **slot == 0)
            {
                *slot = first;
            }
        }
        initials
    }

    /// The syllables that begin so.
    pub(crate) fn beginning(&self, letters: &str) -> Range<usize> {
        let from = self.syllables.partition_point(|s| s.as_str() < letters);
        let many = self.syllables.iter().skip(from).take_while(|s| s.starts_with(letters)).count();
        from..from + many
    }

    /// The syllable that is spelled so.
    pub(crate) fn spelled(&self, letters: &str) -> Option<usize> {
        self.syllables.binary_search_by(|s| s.as_str().cmp(letters)).ok()
    }

    /// The characters read as one of these syllables, each once.
    pub(crate) fn characters(&self, syllables: Range<usize>) -> Vec<char> {
        let mut all: Vec<char> = self.characters.get(syllables).into_iter().flatten().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
