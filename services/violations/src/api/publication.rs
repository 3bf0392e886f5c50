//! What would be published of a penalty, why or why not, and the release of its text and summary.

use super::masked::MaskedText;
use super::one::{LawSource, One};
use super::public::PenaltySummary;
use crate::displays::Displays;
use crate::law::Law;
use crate::publication::{PublicText, Publication, TextState};
use crate::texts::{Looked, LookedAlone, Release, TextError};
use contracts::access::{Claims, Scope};
use contracts::port::Marks;
use contracts::problem::RefusedReason;
use domain::day::Day;
use domain::instant::Instant;
use ledger::{Asker, LedgerError, lacking};
use serde::{Deserialize, Serialize};
use statute::gate::{Lack, Missing};
use statute::publication::{FREE_TEXT, GROUNDS, WITHOUT_DAY};
use utoipa::ToSchema;
use web::{Answer, Caller, Decide, Fault, Json, Once, OnceAnswer, Path, ReadRecords, State, blocking};

/// What would be published of a penalty today (公示预览).
#[derive(Serialize, ToSchema)]
#[schema(as = PenaltyPublication)]
pub(super) struct View {
    /// The version of the record that it is read from.
    version: i32,
    /// Today.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// May it be published by law? This alone decides whether it counts.
    publishable_in_law: PublicationVerdict,
    /// Is it shown here today? This never touches counting.
    shown_by_us: PublicationVerdict,
    /// What the lawfulness gate misses, each piece with its article; none if it is shown.
    missing: Vec<RefusedReason>,
    /// Law that is not settled and on which it rests that it is shown.
    rests_on: Vec<String>,
    /// Is its text shown with it?
    text_shown_by_us: PublicationVerdict,
    /// Are the words of its summary shown with it, and not the cause by the table and the kinds alone?
    summary_shown_by_us: PublicationVerdict,
    /// The summary, masked, as whoever releases it looks at it.
    summary: PenaltySummary,
    /// The text, masked, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<PublicationText>,
    /// The last release of its summary alone, or the withdrawal of one, if there is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary_release: Option<TextRelease>,
    /// What stands beside it: what is pending about it, and what its merchant says of it. Left out of what acknowledges a
    /// release or its withdrawal.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

/// Yes, or no with reasons (结论).
#[derive(Serialize, ToSchema)]
struct PublicationVerdict {
    /// Is it so?
    value: bool,
    /// Why not; none if it is so.
    reasons: Vec<PublicationReason>,
}

impl PublicationVerdict {
    fn of(reasons: Vec<PublicationReason>) -> Self {
        Self { value: reasons.is_empty(), reasons }
    }
}

/// Why something is not published (不公示的理由).
#[derive(Serialize, ToSchema)]
struct PublicationReason {
    /// The reason, such as `simple_procedure` or `other_field`.
    code: String,
    /// The same in Chinese.
    zh: &'static str,
    /// The same in English.
    en: &'static str,
    /// The interval of a parameter that says so (`id@first day`), if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// Does it rest on something not settled?
    provisional: bool,
    /// Instrument and article.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<LawSource>,
}

/// A masked text and its release (去标识化正文).
#[derive(Serialize, ToSchema)]
struct PublicationText {
    /// The version that it was made of, which a release names.
    version: i32,
    /// Digest of the masked text (SHA-256).
    digest: String,
    /// What is shown; left out for whoever may not decide, as long as nobody has released it.
    #[serde(skip_serializing_if = "Option::is_none")]
    masked: Option<MaskedText>,
    /// The last release or withdrawal.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<TextRelease>,
}

/// A release of a text, or its withdrawal (放行记录).
#[derive(Serialize, ToSchema)]
struct TextRelease {
    /// The version that was looked at; 0 if there was no text, so that it is one of the summary alone.
    text_version: i32,
    /// Was it withdrawn?
    withdrawn: bool,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    /// Who.
    by: String,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl PublicationReason {
    const fn plain(code: String, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en, rule: None, provisional: false, source: None }
    }

    fn by(mut self, parameter: &str, day: Day, law: &Law) -> Self {
        if let Some(ground) = law.ground(parameter, day) {
            self.rule = Some(ground.rule);
            self.provisional = ground.provisional;
            self.source = Some(LawSource::of(ground.source));
        }
        self
    }
}

impl View {
    fn of(publication: Publication, law: &Law, claims: &Claims) -> Self {
        let day = publication.display.day;
        let in_law = unlawful(&publication, law);
        let shown = unshown(&publication, law);
        let (missing, rests_on) = match publication.verdict.clone() {
            Ok(passed) => (Vec::new(), passed.rests_on),
            Err(missing) => (lacking(missing), Vec::new()),
        };
        let mut text_shown = text_unshown(&publication, law);
        let mut summary_shown = summary_unshown(&publication, law);
        if !shown.is_empty() {
            for reasons in [&mut text_shown, &mut summary_shown] {
                reasons.insert(0, reason("penalty_not_shown", "该处罚不公示", "the penalty is not shown"));
            }
        }
        let may_look = claims.allows(Scope::Decide);
        let release_alone = publication.release.clone().filter(|_| publication.text.is_none());
        Self {
            version: publication.display.version,
            day,
            missing,
            rests_on,
            summary: PenaltySummary::of(&publication, Some(&publication.summary)),
            text: publication.text.map(|text| PublicationText::of(text, may_look)),
            summary_release: release_alone.map(TextRelease::of),
            publishable_in_law: PublicationVerdict::of(in_law),
            shown_by_us: PublicationVerdict::of(shown),
            text_shown_by_us: PublicationVerdict::of(text_shown),
            summary_shown_by_us: PublicationVerdict::of(summary_shown),
            marks: Marks::default(),
        }
    }
}

impl PublicationText {
    fn of(PublicText { version, masked, digest, state, release }: PublicText, may_look: bool) -> Self {
        let release = release.map(TextRelease::of);
        let masked = (may_look || state == TextState::Released).then(|| masked.into());
        Self { version, digest: digest.0, masked, release }
    }
}

impl TextRelease {
    fn of(release: Release) -> Self {
        let withdrawn = release.is_withdrawal();
        let Release { text_version, at, by, reason, .. } = release;
        Self { text_version, withdrawn, at, by, reason }
    }
}

fn reason(code: &str, zh: &'static str, en: &'static str) -> PublicationReason {
    PublicationReason::plain(code.to_owned(), zh, en)
}

/// Why the law does not let it be published: the rule that was in force, and the article of the ground.
fn unlawful(publication: &Publication, law: &Law) -> Vec<PublicationReason> {
    let display = &publication.display;
    let Some(ground) = display.reading.display.unpublished else { return Vec::new() };
    let said = display.reading.derivations.iter().find(|derived| derived.what == "publishable");
    let mut reason = reason(ground.token(), ground.zh(), ground.en()).by(GROUNDS, display.day, law);
    if let Some((title, article)) = publication.rules.grounds.get(ground.token()) {
        reason.source = Some(LawSource::named(title, article));
    }
    if let Some(said) = said {
        reason.rule = Some(said.by.clone());
        reason.provisional = said.provisional;
    }
    vec![reason]
}

/// Why it is not shown here today: each piece that the lawfulness gate misses, and of days what became of them.
fn unshown(publication: &Publication, law: &Law) -> Vec<PublicationReason> {
    let missing = publication.verdict.as_ref().err();
    missing.into_iter().flatten().map(|missing| not_shown(publication, missing, law)).collect()
}

fn not_shown(publication: &Publication, missing: &Missing, law: &Law) -> PublicationReason {
    let display = &publication.display;
    match missing.lack {
        Lack::NeverPublished(_) => {
            reason("not_publishable_in_law", "依法不予公示", "the law does not let it be published")
        }
        Lack::NotInForce if display.penalty.withdrawn => reason("withdrawn", "记录已撤回", "the record was taken back"),
        Lack::NotInForce if display.now().is_none() => {
            reason("not_on_display", "不在公示期内", "it is not on display today")
        }
        Lack::NotInForce => {
            let unpublished = reason("not_published", "尚未公示", "it is not published");
            let is_unsaid = display.penalty.published_on.is_none();
            if is_unsaid { unpublished.by(WITHOUT_DAY, display.day, law) } else { unpublished }
        }
        Lack::Withheld(withheld) => {
            reason(withheld.token(), withheld.zh(), withheld.en()).by(withheld.parameter(), display.day, law)
        }
        other => PublicationReason {
            rule: Some(missing.by.clone()),
            provisional: missing.provisional,
            ..reason(other.code(), other.zh(), other.en())
        },
    }
}

/// Why the words of its summary are not shown, whatever becomes of the penalty.
fn summary_unshown(publication: &Publication, law: &Law) -> Vec<PublicationReason> {
    let (code, zh, en) = match publication.summary_state {
        TextState::Released => return Vec::new(),
        TextState::NotReleased => ("not_released", "摘要尚未放行", "the summary was not released yet"),
        TextState::Withdrawn => ("release_withdrawn", "放行已撤回", "the release was withdrawn"),
        TextState::Changed | TextState::MaskedOtherwise => (
            "masked_otherwise",
            "摘要或去标识化结果与放行时不同，须重新放行",
            "the summary, or what masking makes of it, is another one than was released",
        ),
    };
    vec![reason(code, zh, en).by(FREE_TEXT, publication.display.day, law)]
}

/// Why its text is not shown, whatever becomes of the penalty.
fn text_unshown(publication: &Publication, law: &Law) -> Vec<PublicationReason> {
    let (code, zh, en) = match publication.text.as_ref().map(|text| text.state) {
        None => ("no_text", "没有决定书正文", "there is no text"),
        Some(TextState::Released) => return Vec::new(),
        Some(TextState::NotReleased) => ("not_released", "正文尚未放行", "the text was not released yet"),
        Some(TextState::Changed) => {
            ("text_changed", "放行后正文已变更，须重新放行", "the text has changed since it was released")
        }
        Some(TextState::Withdrawn) => ("release_withdrawn", "放行已撤回", "the release was withdrawn"),
        Some(TextState::MaskedOtherwise) => (
            "masked_otherwise",
            "去标识化结果与放行时不同，须重新放行",
            "masking makes something else of it than was released",
        ),
    };
    vec![reason(code, zh, en).by(FREE_TEXT, publication.display.day, law)]
}

pub(super) async fn read(
    caller: Caller<ReadRecords>,
    displays: State<Displays>,
    one: Path<One>,
) -> Result<Answer<View>, Fault> {
    blocking(move || {
        let publication = displays.publication(one.penalty(), caller.reach())?;
        let marks = displays.marks(&publication.display)?;
        Ok(Answer::new(View { marks, ..View::of(publication, displays.law(), &caller) }))
    })
    .await
}

fn view(displays: &Displays, one: &One, claims: &Claims) -> Result<View, Fault> {
    let publication = displays.publication(one.penalty(), claims.reach())?;
    Ok(View::of(publication, displays.law(), claims))
}

/// A masked text is released, and the summary with it; or the summary alone, where there is no text (放行).
#[derive(Deserialize, ToSchema)]
pub(super) struct NewTextRelease {
    /// The version of the text whose masked form was looked at; left out where there is no text, and then the summary
    /// alone is released.
    text_version: Option<i32>,
    /// The version of the record whose summary was looked at, as `version` of the publication says.
    record_version: i32,
}

/// A release is withdrawn (撤回放行).
#[derive(Deserialize, ToSchema)]
pub(super) struct TextReleaseWithdrawal {
    /// Why.
    #[schema(min_length = 1)]
    reason: String,
}

pub(super) async fn release(
    caller: Caller<Decide>,
    once: Once,
    displays: State<Displays>,
    one: Path<One>,
    body: Json<NewTextRelease>,
) -> Result<OnceAnswer<Answer<View>>, Fault> {
    once.run(move || {
        let publication = displays.publication(one.penalty(), caller.reach())?;
        match body.text_version {
            Some(version) => release_both(&displays, &one, &publication, (version, body.record_version), &caller)?,
            None => release_alone(&displays, &one, &publication, body.record_version, &caller)?,
        }
        Ok(Answer::new(view(&displays, &one, &caller)?))
    })
    .await
}

/// The text and the summary with it.
fn release_both(
    displays: &Displays,
    one: &One,
    publication: &Publication,
    (text_version, record_version): (i32, i32),
    claims: &Claims,
) -> Result<(), Fault> {
    let text = publication.text.as_ref().ok_or(TextError::NoText)?;
    if text.version != text_version {
        return Err(LedgerError::Stale { standing: text.version }.into());
    }
    if record_version != publication.display.version {
        return Err(LedgerError::Stale { standing: publication.display.version }.into());
    }
    let (text, summary) = (&text.digest, &publication.summary.digest);
    let looked = Looked { version: text_version, record_version, text, summary };
    Ok(displays.texts().release(one.penalty(), looked, Asker::of(claims))?)
}

/// The summary of a penalty that came without a text.
fn release_alone(
    displays: &Displays,
    one: &One,
    publication: &Publication,
    record_version: i32,
    claims: &Claims,
) -> Result<(), Fault> {
    // What was looked at is what masking made of this version; another one is refused before anything is written.
    if record_version != publication.display.version {
        return Err(LedgerError::Stale { standing: publication.display.version }.into());
    }
    if publication.display.penalty.withdrawn || publication.summary.is_empty() {
        return Err(TextError::NoSummary.into());
    }
    let looked = LookedAlone { record_version, summary: &publication.summary.digest };
    Ok(displays.texts().release_summary(one.penalty(), looked, Asker::of(claims))?)
}

pub(super) async fn withdraw(
    caller: Caller<Decide>,
    once: Once,
    displays: State<Displays>,
    one: Path<One>,
    body: Json<TextReleaseWithdrawal>,
) -> Result<OnceAnswer<Answer<View>>, Fault> {
    once.run(move || {
        displays.texts().withdraw(one.penalty(), &body.reason, Asker::of(&caller))?;
        Ok(Answer::new(view(&displays, &one, &caller)?))
    })
    .await
}
