//! Papers (材料): what is taken, under which name, and how one is given back.

use crate::book::CaseBook;
use crate::error::{CaseError, PaperError};
use crate::file::Attached;
use crate::sight::Sight;
use crate::store::{PaperRow, store};
use domain::digest::Digest;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most bytes of one paper.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// Most bytes of the papers of one step together.
pub const MOST_TOGETHER: usize = 20 * 1024 * 1024;
/// Most bytes of all papers of a case.
pub const MOST_IN_CASE: usize = 200 * 1024 * 1024;
/// Most papers that come with one step.
pub const MOST_PAPERS: usize = 20;
/// Longest name that is kept, in characters, without what says its kind.
const LONGEST_NAME: usize = 100;
/// What one is called that has no name left.
const NAMELESS: &str = "材料";

/// What a paper is (文件类型), as its first bytes say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    /// A document.
    Pdf,
    /// A photograph.
    Jpeg,
    /// A picture.
    Png,
}

impl Media {
    /// Each with its media type, its first bytes and the ends of its names.
    const ALL: [(Self, &'static str, &'static [u8], &'static [&'static str]); 3] = [
        (Self::Pdf, "application/pdf", b"%PDF-", &["pdf"]),
        (Self::Jpeg, "image/jpeg", b"\xff\xd8\xff", &["jpg", "jpeg"]),
        (Self::Png, "image/png", b"\x89PNG\r\n\x1a\n", &["png"]),
    ];

    /// What begins like this.
    #[must_use]
    pub fn of(content: &[u8]) -> Option<Self> {
        Self::ALL.iter().find(|(_, _, begins, _)| content.starts_with(begins)).map(|(media, ..)| *media)
    }

    /// The media type, for `Content-Type`.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(media, ..)| *media == self).map_or("", |(_, token, ..)| token)
    }

    /// The one of a media type.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, ..)| *known == token).map(|(media, ..)| *media)
    }

    fn ends(self) -> &'static [&'static str] {
        Self::ALL.iter().find(|(media, ..)| *media == self).map_or(&[], |(.., ends)| ends)
    }
}

/// A paper that comes with a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPaper {
    /// What it is for, as the step names what it needs.
    pub need: String,
    /// Its name, as it was called where it comes from; what it is, its first bytes say.
    pub name: String,
    /// What it holds.
    pub content: Arc<[u8]>,
}

/// A paper of a case, without what it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paper {
    /// SHA-256 of what it holds.
    pub digest: Digest,
    /// What it came for.
    pub need: String,
    /// Its name, cleaned.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// Its bytes.
    pub size: i64,
    /// Number of the step with which it came first.
    pub number: i32,
}

impl Paper {
    pub(crate) fn of(row: PaperRow) -> Result<Self, CaseError> {
        let media = Media::from_token(&row.media);
        Ok(Self {
            media: media.ok_or(CaseError::Kept { case_no: row.case_no, what: "media type of a paper" })?,
            digest: Digest(row.digest),
            need: row.need,
            name: row.name,
            size: row.size,
            number: row.number,
        })
    }
}

/// A paper that is taken.
#[derive(Clone)]
pub(crate) struct Checked {
    pub(crate) attached: Attached,
    pub(crate) media: Media,
    pub(crate) content: Arc<[u8]>,
}

/// The papers of a step: each content once, and what came for what.
pub(crate) fn checked(papers: &[NewPaper]) -> Result<(Vec<Checked>, Vec<Attached>), PaperError> {
    if papers.len() > MOST_PAPERS {
        return Err(PaperError::TooMany { count: papers.len() });
    }
    let size = papers.iter().map(|paper| paper.content.len()).sum();
    if size > MOST_TOGETHER {
        return Err(PaperError::TooMuch { size });
    }
    let (mut once, mut attached, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for paper in papers {
        let media = Media::of(&paper.content);
        let name = cleaned(&paper.name, media);
        let size = paper.content.len();
        if size > MOST_BYTES {
            return Err(PaperError::TooLarge { name, size });
        }
        let Some(media) = media else { return Err(PaperError::Kind { name }) };
        let one = Attached { need: paper.need.clone(), name, digest: Digest::of_bytes(&paper.content) };
        if seen.insert(one.digest.clone()) {
            once.push(Checked { attached: one.clone(), media, content: Arc::clone(&paper.content) });
        }
        attached.push(one);
    }
    attached.sort();
    attached.dedup();
    Ok((once, attached))
}

/// A name that leads nowhere, hides nothing and ends as what it is.
fn cleaned(name: &str, media: Option<Media>) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mild = |letter: char| if "<>:\"|?*".contains(letter) { '_' } else { letter };
    let seen: String = last.chars().filter(|letter| !is_unseen(*letter)).map(mild).collect();
    let seen = trimmed(&seen);
    let ends = media.map(Media::ends).unwrap_or_default();
    let is_its = |end: &str| ends.iter().any(|own| own.eq_ignore_ascii_case(end));
    let stem = match seen.rsplit_once('.') {
        Some((stem, end)) if is_its(end) => stem,
        _ => seen,
    };
    let short: String = stem.chars().take(LONGEST_NAME).collect();
    let short = Some(trimmed(&short)).filter(|short| !short.is_empty()).unwrap_or(NAMELESS);
    match ends.first() {
        Some(end) => format!("{short}.{end}"),
        None => short.to_owned(),
    }
}

fn trimmed(name: &str) -> &str {
    name.trim_matches(|letter: char| letter == '.' || letter.is_whitespace())
}

/// Control characters, and those that have no width or turn the direction of what follows.
fn is_unseen(letter: char) -> bool {
    let hidden = [
        '\u{ad}'..='\u{ad}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{feff}'..='\u{feff}',
    ];
    letter.is_control() || hidden.iter().any(|some| some.contains(&letter))
}

impl CaseBook {
    /// A paper of a case, with what it holds.
    ///
    /// # Errors
    /// [`CaseError::Missing`] if there is none of this digest, or the case is not to be seen.
    pub fn paper(&self, case_no: i64, digest: &Digest, sight: &Sight) -> Result<(Paper, Vec<u8>), CaseError> {
        let found = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let Some(file) = store.file(case_no, sight)? else { return Ok(None) };
            Ok(store.paper((file.part.subject_id, case_no), &digest.0)?)
        })?;
        let (row, content) = found.ok_or(CaseError::Missing("paper"))?;
        Ok((Paper::of(row)?, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_and_says_what_the_file_is() {
        for (name, media, kept) in [
            ("承诺书.pdf", Media::Pdf, "承诺书.pdf"),
            ("../../etc/passwd", Media::Png, "passwd.png"),
            ("C:\\材料\\证明.PDF", Media::Pdf, "证明.pdf"),
            ("photo.jpeg", Media::Jpeg, "photo.jpg"),
            ("scan.exe", Media::Pdf, "scan.exe.pdf"),
            ("a\u{202e}gnp.\0pdf\r\n", Media::Pdf, "agnp.pdf"),
            ("a<b>:c?.png", Media::Png, "a_b__c_.png"),
            ("  ..  ", Media::Pdf, "材料.pdf"),
            (".pdf", Media::Pdf, "pdf.pdf"),
        ] {
            assert_eq!(cleaned(name, Some(media)), kept, "{name:?}");
        }
        assert_eq!(cleaned(&"长".repeat(300), Some(Media::Pdf)).chars().count(), LONGEST_NAME + 4);
    }

    #[test]
    fn what_it_is_its_first_bytes_say() {
        assert_eq!(Media::of(b"%PDF-1.7 ..."), Some(Media::Pdf));
        assert_eq!(Media::of(b"\xff\xd8\xff\xe0"), Some(Media::Jpeg));
        assert_eq!(Media::of(b"\x89PNG\r\n\x1a\n..."), Some(Media::Png));
        assert_eq!([Media::of(b""), Media::of(b"GIF89a"), Media::of(b"%PD")], [None; 3]);
        for (media, token, ..) in Media::ALL {
            assert_eq!((media.token(), Media::from_token(token)), (token, Some(media)));
        }
    }
}
