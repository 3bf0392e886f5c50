//! What goes by itself (自动停止), and on which day: for a list, and for a calendar feed.

use crate::display::{Display, EndedBy};
use crate::membership::{LeftBy, Listed};
use domain::day::Day;
use domain::span::Spans;
use policy::library::Library;
use serde::Serialize;

/// Something that is shown about a merchant or holds of it, as it was derived.
#[derive(Clone, Copy, Debug)]
pub enum Held<'h> {
    /// A penalty. A display without the days of a shield: the longest display runs on beneath it.
    Penalty(&'h Display),
    /// A listing with its times.
    Listing(&'h [Listed]),
    /// A status that has an end, with what says so.
    Status(&'h Spans, Ground<'h>),
    /// A bar on applications (限制申请期), with what says so.
    Bar(&'h Spans, Ground<'h>),
}

/// What says on which day something ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ground<'h> {
    /// The policy interval, or the field of the record.
    pub by: &'h str,
    /// Does it rest on something not settled?
    pub provisional: bool,
}

/// What it is that goes (种类).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 行政处罚公示
    Penalty,
    /// 严重违法失信名单
    Listing,
    /// 状态
    Status,
    /// 限制申请期
    Bar,
}

/// By what time alone ends something (自动停止的原因).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LapsesBy {
    /// 最长公示期届满
    Maximum,
    /// 公示截止期届满
    OwnEnd,
    /// 限制期限届满
    Restriction,
    /// 最长披露期届满
    Disclosure,
    /// 列入期满
    Term,
    /// 载明的期限届满: of a status or a bar.
    Stated,
}

impl LapsesBy {
    /// Each with its token and its Chinese label.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Maximum, "maximum", EndedBy::Maximum.zh()),
        (Self::OwnEnd, "own_end", EndedBy::OwnEnd.zh()),
        (Self::Restriction, "restriction", EndedBy::Restriction.zh()),
        (Self::Disclosure, "disclosure", EndedBy::Disclosure.zh()),
        (Self::Term, "term", "列入期满移出"),
        (Self::Stated, "stated", "载明的期限届满"),
    ];

    /// The token used in answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(known, ..)| *known == self).map_or("", |(_, token, _)| token)
    }

    /// The Chinese label.
    #[must_use]
    pub fn zh(self) -> &'static str {
        Self::ALL.iter().find(|(known, ..)| *known == self).map_or("", |(.., zh)| zh)
    }
}

/// Something that goes by itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Lapse {
    /// The first day on which it is gone.
    pub on: Day,
    /// What it is.
    pub kind: Kind,
    /// What whoever asked calls it: a decision number, a document number.
    pub label: String,
    /// By what.
    pub because: LapsesBy,
    /// The policy interval, or the field of the record, that gives the day.
    pub by: String,
    /// Instrument and article of that interval; nothing where the record itself states the day.
    pub article: Option<String>,
    /// Does the day rest on something not settled?
    pub provisional: bool,
}

impl Lapse {
    /// The last day on which it is there.
    #[must_use]
    pub const fn through(&self) -> Day {
        self.on.plus_days(-1)
    }
}

/// Everything that goes by itself later than `as_of`, in order of day. What a decision has ended or will end is not among
/// it, and neither is what has no end.
#[must_use]
pub fn lapses<'h>(held: impl IntoIterator<Item = (&'h str, Held<'h>)>, as_of: Day, library: &Library) -> Vec<Lapse> {
    let of = |(label, held): (&'h str, Held<'h>)| {
        let (kind, ends) = ends(held);
        let lapse = move |End { on, because, by, provisional }| {
            let article = article(&by, library);
            Lapse { on, kind, label: label.to_owned(), because, by, article, provisional }
        };
        ends.into_iter().map(lapse)
    };
    let mut found: Vec<Lapse> = held.into_iter().flat_map(of).collect();
    found.retain(|lapse| as_of < lapse.on && lapse.on < Day::FOREVER);
    found.sort_unstable();
    found
}

/// An end that time alone brings.
struct End {
    on: Day,
    because: LapsesBy,
    by: String,
    provisional: bool,
}

fn ends(held: Held<'_>) -> (Kind, Vec<End>) {
    match held {
        Held::Penalty(display) => (Kind::Penalty, of_display(display)),
        Held::Listing(times) => (Kind::Listing, of_listing(times)),
        Held::Status(spans, ground) => (Kind::Status, stated(spans, ground)),
        Held::Bar(spans, ground) => (Kind::Bar, stated(spans, ground)),
    }
}

fn of_display(display: &Display) -> Vec<End> {
    // An annulled decision is gone already, whatever its longest display would have been.
    let counting = display.counting().into_iter();
    let end = counting.filter_map(|interval| {
        let because = match interval.ended_by {
            EndedBy::Maximum => LapsesBy::Maximum,
            EndedBy::OwnEnd => LapsesBy::OwnEnd,
            EndedBy::Restriction => LapsesBy::Restriction,
            EndedBy::Disclosure => LapsesBy::Disclosure,
            _ => return None,
        };
        Some(End { on: interval.span.off, because, by: interval.by, provisional: interval.provisional })
    });
    end.collect()
}

fn of_listing(times: &[Listed]) -> Vec<End> {
    let end = times.iter().filter_map(|time| {
        let because = match time.left_by {
            LeftBy::Term => LapsesBy::Term,
            LeftBy::Restriction => LapsesBy::Restriction,
            LeftBy::Removed | LeftBy::Fallen => return None,
        };
        Some(End { on: time.span.off, because, by: time.by.clone(), provisional: time.provisional })
    });
    end.collect()
}

fn stated(spans: &Spans, ground: Ground<'_>) -> Vec<End> {
    let Ground { by, provisional } = ground;
    spans.iter().map(|span| End { on: span.off, because: LapsesBy::Stated, by: by.to_owned(), provisional }).collect()
}

/// What a policy interval rests on, named as `id@first day`.
fn article(by: &str, library: &Library) -> Option<String> {
    let (id, since) = by.split_once('@')?;
    let since = Day::parse(since).ok()?;
    let interval = library.get(id)?.intervals.iter().find(|interval| interval.day == since)?;
    Some(interval.source.to_string())
}
