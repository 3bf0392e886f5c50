//! Personal data out of texts that are to be published (个人信息去标识化): decisions and their summaries,
//! complaints.
//!
//! [`mask`] follows the settled readings (§8a, Masking), in their order: the text is read normalised (NFKC); credit
//! codes, numbers of documents and amounts are protected; then citizens' numbers, mobile numbers, bank cards, plates,
//! addresses and names are masked. Telephones, e-mail addresses and accounts are masked too, as the table of
//! personal information asks (PIPL 2021; never on a public page). Each character is decided once, by the first
//! step that claims it. What is masked is cut out of the text as it was written, so that the rest keeps its own
//! characters, full-width punctuation too (总局令第45号 Art. 7).
//!
//! What it cannot know, it does not promise: names without a field or a word before them, numbers spelled as
//! words. A free text that a person wrote needs an official's release before it is published.

mod addresses;
mod contacts;
mod names;
mod normal;
mod numbers;
mod page;
mod protect;
mod runs;
mod tables;

use domain::code::PartyCode;
use normal::Normal;
use page::{Find, Page};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

/// What is known of a case before its text is read. It holds personal data and is therefore not printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Names of persons to be masked wherever they stand (自然人姓名); one of a single character is passed over.
    pub names: Vec<String>,
    /// Texts that stay wherever they stand, whatever they look like: names of merchants (字号), of persons whose
    /// names are public, telephones of the office.
    pub kept: Vec<String>,
    /// Addresses of the premises (经营场所), which stay.
    pub premises: Vec<String>,
    /// Codes of the parties (统一社会信用代码, 注册号), which stay even if they read like something else.
    pub codes: Vec<PartyCode>,
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known")
            .field("names", &self.names.len())
            .field("kept", &self.kept.len())
            .field("premises", &self.premises.len())
            .field("codes", &self.codes.len())
            .finish()
    }
}

/// What was masked (个人信息种类).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 公民身份号码
    CitizenNumber,
    /// 手机号码
    Mobile,
    /// 固定电话
    Telephone,
    /// 银行卡号
    BankCard,
    /// 银行账号
    BankAccount,
    /// 电子邮箱
    Email,
    /// 号牌
    Plate,
    /// 住址
    Address,
    /// 姓名
    Name,
}

impl Kind {
    /// Every kind, in the order in which counts are told.
    pub const ALL: [Self; 9] = [
        Self::CitizenNumber,
        Self::Mobile,
        Self::Telephone,
        Self::BankCard,
        Self::BankAccount,
        Self::Email,
        Self::Plate,
        Self::Address,
        Self::Name,
    ];

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::CitizenNumber => "公民身份号码",
            Self::Mobile => "手机号码",
            Self::Telephone => "固定电话",
            Self::BankCard => "银行卡号",
            Self::BankAccount => "银行账号",
            Self::Email => "电子邮箱",
            Self::Plate => "号牌",
            Self::Address => "住址",
            Self::Name => "姓名",
        }
    }
}

/// One mask. It says nothing of what stood there, not even how long that was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Mask {
    /// What was masked.
    pub kind: Kind,
    /// Its place in the masked text, in characters (Unicode scalar values) from 0.
    pub start: usize,
    /// Characters of the mask.
    pub length: usize,
}

/// A text after masking.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Masked {
    /// The text: as it was written but for the masks.
    pub text: String,
    /// The masks, in the order of places.
    pub masked: Vec<Mask>,
}

impl Masked {
    /// How many of each kind were masked; kinds without any are left out.
    pub fn counts(&self) -> impl Iterator<Item = (Kind, usize)> {
        let count = |kind| self.masked.iter().filter(|mask| mask.kind == kind).count();
        Kind::ALL.into_iter().map(move |kind| (kind, count(kind))).filter(|(_, count)| *count > 0)
    }
}

/// Masks the personal data in a text (§8a, Masking). Masking what was masked, with the same knowledge, changes nothing.
#[must_use]
pub fn mask(text: &str, known: &Known) -> Masked {
    let mut normal = Normal::of(text);
    let mut masked = Vec::new();
    // A mask changes what stands beside it, so the text is read until nothing more is found. Each time fewer
    // characters are undecided; the bound is only a promise that it ends.
    for _ in 0..=normal.chars().len() {
        let finds = read(normal.chars(), &normal.cuts(), known);
        if finds.is_empty() {
            break;
        }
        (normal, masked) = replace(&normal, &masked, finds);
    }
    let (text, masked) = normal.shown(masked);
    Masked { text, masked }
}

fn read(chars: &[char], cuts: &BTreeSet<usize>, known: &Known) -> Vec<Find> {
    let mut page = Page::new(chars, cuts);
    protect::protect(&mut page, known);
    numbers::mask(&mut page);
    contacts::emails(&mut page);
    contacts::plates(&mut page);
    addresses::mask(&mut page, &known.premises);
    names::mask(&mut page, &known.names);
    page.into_finds()
}

/// Puts masks in, and moves earlier ones to where they stand then.
fn replace(normal: &Normal, earlier: &[Mask], finds: Vec<Find>) -> (Normal, Vec<Mask>) {
    let mut text = Normal::default();
    let mut masked = Vec::with_capacity(earlier.len() + finds.len());
    let mut done = 0;
    let copy = |text: &mut Normal, masked: &mut Vec<Mask>, span: Range<usize>| {
        let moved = earlier.iter().filter(|mask| span.contains(&mask.start));
        masked.extend(moved.map(|mask| Mask { start: mask.start - span.start + text.chars().len(), ..*mask }));
        text.copy(normal, span);
    };
    for Find { span, kind, shown } in finds {
        copy(&mut text, &mut masked, done..span.start);
        masked.push(Mask { kind, start: text.chars().len(), length: shown.chars().count() });
        text.push(&shown.chars().collect::<Vec<char>>());
        done = span.end;
    }
    copy(&mut text, &mut masked, done..normal.chars().len());
    (text, masked)
}
