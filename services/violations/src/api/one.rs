//! The display of one penalty: its intervals, what ended each, and by which law.

use crate::displays::{Displays, PenaltyDisplay};
use crate::law::Law;
use contracts::port::Marks;
use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::Derivation;
use domain::instant::Instant;
use domain::record::Record as _;
use domain::vocab::Severity;
use policy::parameter::Citation;
use serde::{Deserialize, Serialize};
use statute::display::Displayed;
use statute::tables::DisplayChannel;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Fault, Path, Query, ReadRecords, State, blocking};

/// Which penalty.
#[derive(Deserialize, IntoParams)]
pub(super) struct One {
    /// Credit code or registration number of the merchant.
    #[param(value_type = String)]
    pub(super) code: PartyCode,
    /// Business key, percent-encoded.
    pub(super) key: String,
}

impl One {
    /// The penalty that is meant.
    pub(super) fn penalty(&self) -> (PartyCode, &str) {
        (self.code, &self.key)
    }
}

/// When, as known when.
#[derive(Deserialize, IntoParams)]
pub(super) struct When {
    /// The day that is looked at; today if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// Only what was known by this instant, such as 2025-04-01T00:00:00+08:00.
    #[param(value_type = Option<String>, format = DateTime)]
    known_at: Option<Instant>,
}

/// When a penalty is displayed (公示期).
#[derive(Serialize, ToSchema)]
#[schema(as = PenaltyDisplay)]
pub(super) struct View {
    /// Its merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its business key.
    key: String,
    /// The version of the record that it is read from.
    version: i32,
    /// Was it taken back by its office? Then it is displayed on no day.
    withdrawn: bool,
    /// The day that is looked at.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// Is it on display on that day by law, so that it counts? The public sees it once it is published, as
    /// `publication` says.
    on_display: bool,
    /// The next day on which that changes, though nothing new is learnt.
    #[schema(value_type = Option<String>, format = Date)]
    next_change_day: Option<Day>,
    /// Severity, on which the longest display depends.
    severity: Severity,
    /// The rule of the longest display that is in force on that day.
    regime: DisplayRegime,
    /// Day of the decision.
    #[schema(value_type = String, format = Date)]
    decided_on: Day,
    /// Day on which the decision was served, if it is known.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    served_on: Option<Day>,
    /// Where it is displayed: `gsxt` or `credit_china`.
    channel: &'static str,
    /// The same in Chinese.
    channel_zh: &'static str,
    /// May it be published at all?
    publishable: bool,
    /// Why not, if it may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    unpublished: Option<Unpublished>,
    /// First publication, if it is known.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    published_on: Option<Day>,
    /// The last end of its display that has come by that day, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<DisplayStop>,
    /// Day from which the decision is annulled.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    annulled_on: Option<Day>,
    /// The intervals of display in order.
    intervals: Vec<DisplayInterval>,
    /// What was derived, and by which interval of which parameter.
    derivations: Vec<DisplayDerivation>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

/// A rule and its version (公示期规则).
#[derive(Serialize, ToSchema)]
struct DisplayRegime {
    /// The parameter, such as `publicity.gsxt_maxima`.
    rule: String,
    /// First day of the interval that is in force: its version.
    #[schema(value_type = String, format = Date)]
    version: String,
    /// Is it not settled?
    provisional: bool,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<LawSource>,
}

impl DisplayRegime {
    fn of(channel: DisplayChannel, day: Day, law: &Law) -> Self {
        let basis = law.tables.maxima(channel, day).basis;
        let (rule, version) = basis.by.split_once('@').unwrap_or((basis.by, ""));
        let source = law.source(basis.by).map(LawSource::of);
        Self { rule: rule.to_owned(), version: version.to_owned(), provisional: basis.provisional, source }
    }
}

/// An end of a display (停止公示).
#[derive(Serialize, ToSchema)]
struct DisplayStop {
    /// First day on which it is not displayed any more.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// What ended it, as in `intervals`.
    #[schema(value_type = String)]
    why: statute::display::EndedBy,
    /// The same in Chinese.
    why_zh: &'static str,
    /// The interval of a parameter, or the field of the record, that gave the end.
    by: String,
}

impl DisplayStop {
    /// The last of those that have come by a day.
    fn by(day: Day, intervals: &[Displayed]) -> Option<Self> {
        let last = intervals.iter().rfind(|interval| interval.span.off <= day)?;
        let Displayed { span, ended_by, by, .. } = last;
        Some(Self { on: span.off, why: *ended_by, why_zh: ended_by.zh(), by: by.clone() })
    }
}

/// Why a penalty may never be published (不予公示的情形).
#[derive(Serialize, ToSchema)]
#[schema(as = UnpublishedGround)]
struct Unpublished {
    /// The ground, such as `warning_only`.
    ground: &'static str,
    /// The same in Chinese.
    zh: &'static str,
}

/// Days on which a penalty is displayed (公示区间).
#[derive(Serialize, ToSchema)]
struct DisplayInterval {
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// First day on which it is not displayed any more; nothing if there is none.
    #[schema(value_type = Option<String>, format = Date)]
    off: Option<Day>,
    /// The day from which its longest display runs.
    #[schema(value_type = String, format = Date)]
    term_from: Day,
    /// What ended it or will end it: `maximum`, `own_end`, `restriction`, `stopped`, `repaired`,
    /// `corrected`, `restarted`, `annulled`.
    #[schema(value_type = String)]
    ended_by: statute::display::EndedBy,
    /// The same in Chinese.
    ended_by_zh: &'static str,
    /// The interval of a parameter (`id@first day`), or the field of the record, that gave the end.
    by: String,
    /// Does the end rest on something not settled, or on a stand-in for a missing day?
    provisional: bool,
    /// Where that is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<LawSource>,
}

/// How a value was derived that the record does not carry (推导说明).
#[derive(Serialize, ToSchema)]
struct DisplayDerivation {
    /// What: `severity`, `stated_severity` (what the source says, if another one is derived), `permit`, `channel`, `publishable`, `publication_day`, `display_end`, `party_kind`.
    what: &'static str,
    /// The value.
    value: String,
    /// The interval of a parameter (`id@first day`), or what stood in.
    by: String,
    /// Does it rest on something not settled, or on a stand-in?
    provisional: bool,
    /// Where that is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<LawSource>,
}

/// Where a rule is written (依据).
#[derive(Serialize, ToSchema)]
pub(super) struct LawSource {
    /// Title of the text.
    title: String,
    /// Article.
    article: String,
    /// Where it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl LawSource {
    pub(super) fn of(citation: &Citation) -> Self {
        let Citation { title, article, url, .. } = citation;
        Self { title: title.clone(), article: article.clone(), url: url.clone() }
    }

    pub(super) fn named(title: &str, article: &str) -> Self {
        Self { title: title.to_owned(), article: article.to_owned(), url: None }
    }
}

impl View {
    fn of(shown: PenaltyDisplay, marks: Marks, law: &Law) -> Self {
        let now = shown.now();
        let PenaltyDisplay { penalty, version, day, reading, .. } = shown;
        let display = reading.display;
        let counting = if penalty.withdrawn { Vec::new() } else { display.counting() };
        // Intervals may touch: only where their union begins or ends does anything change.
        let edges = display.counts();
        let edges = edges.iter().filter(|_| !penalty.withdrawn).flat_map(|span| [span.from, span.off]);
        Self {
            code: penalty.party,
            key: penalty.key().as_str().to_owned(),
            version,
            withdrawn: penalty.withdrawn,
            day,
            on_display: now.is_some(),
            next_change_day: edges.filter(|edge| *edge > day && !edge.is_sentinel()).min(),
            severity: reading.severity,
            regime: DisplayRegime::of(display.channel, day, law),
            decided_on: penalty.decided_on,
            served_on: penalty.served_on,
            channel: display.channel.token(),
            channel_zh: display.channel.zh(),
            publishable: display.is_publishable(),
            unpublished: display.unpublished.map(|why| Unpublished { ground: why.token(), zh: why.zh() }),
            published_on: display.published_on,
            stopped: DisplayStop::by(day, &counting),
            annulled_on: display.annulled_on,
            intervals: counting.into_iter().map(|interval| DisplayInterval::of(interval, law)).collect(),
            derivations: reading.derivations.into_iter().map(|derived| DisplayDerivation::of(derived, law)).collect(),
            marks,
        }
    }
}

impl DisplayInterval {
    fn of(interval: Displayed, law: &Law) -> Self {
        let Displayed { span, term_from, ended_by, by, provisional } = interval;
        Self {
            from: span.from,
            off: Some(span.off).filter(|off| !off.is_sentinel()),
            term_from,
            ended_by,
            ended_by_zh: ended_by.zh(),
            source: law.source(&by).map(LawSource::of),
            by,
            provisional,
        }
    }
}

impl DisplayDerivation {
    fn of(derived: Derivation, law: &Law) -> Self {
        let Derivation { what, value, by, provisional } = derived;
        Self { what, value, source: law.source(&by).map(LawSource::of), by, provisional }
    }
}

pub(super) async fn read(
    caller: Caller<ReadRecords>,
    displays: State<Displays>,
    one: Path<One>,
    when: Query<When>,
) -> Result<Answer<View>, Fault> {
    blocking(move || {
        let shown = displays.of_penalty(one.penalty(), when.as_of, when.known_at, caller.reach())?;
        let marks = displays.marks(&shown)?;
        Ok(Answer::new(View::of(shown, marks, displays.law())))
    })
    .await
}
