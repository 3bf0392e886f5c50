//! What a source does to classes, for officials and for the source itself.

use crate::book::Ratings;
use crate::disclosure::Group;
use crate::effect::{Effect, Move};
use crate::error::RatingError;
use crate::growth::Month;
use contracts::problem::Code;
use domain::day::Day;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Api, Caller, Doc, Fault, Import, Path, Query, ReadRatings, ReadRecords, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/sources/{source}/effect",
        effect,
        Doc::new("read_source_effect", "数据源对等级的影响", "What a source does to classes")
            .text(
                "Each merchant of whom the source told anything beside its registration is rated twice, with what the \
                 source said and without it. Of the running month today; of an earlier one on its last day, by what was \
                 known when it ended. What others said of the same records stands in their place. Officials of the whole \
                 city may ask for every source, everybody else for their own department alone.",
            )
            .errors(&[Code::Unprocessable]),
    )
}

/// Which source.
#[derive(Deserialize, IntoParams)]
struct OneSource {
    /// The department, or `account:` and the account.
    source: String,
}

/// Of which month.
#[derive(Deserialize, IntoParams)]
struct OfMonth {
    /// A month such as 2026-10; the running one if it is left out.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Option<Month>,
}

/// What a source does to classes (数据源对等级的影响).
#[derive(Serialize, ToSchema)]
#[schema(as = SourceEffectOnClasses)]
struct View {
    /// The source.
    source: String,
    /// The day on which merchants are rated.
    #[schema(value_type = String, format = Date)]
    as_of: Day,
    /// What was known by then counts; everything, if it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    known_at: Option<Instant>,
    /// The scheme.
    scheme: String,
    /// Merchants of whom the source told anything beside the registration, and those who carry such a one on.
    merchants: u64,
    /// Those among them whose lines or rules name a record of which the source told.
    concerned: u64,
    /// Those whose class is worse than without what the source told (等级被拉低).
    lowered: u64,
    /// Those who have another class otherwise (等级被提高或因此得以评级).
    otherwise_moved: u64,
    /// From which class to which.
    moves: Vec<Moved>,
    /// Merchants who cannot be rated.
    failed: u64,
}

/// Merchants who have another class than without a source.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceEffectMove)]
struct Moved {
    /// The class without what the source told; null if they would not be rated.
    without: Option<String>,
    /// The class they have; null if they are not rated.
    class: Option<String>,
    /// How many.
    merchants: u64,
}

impl View {
    fn of(source: String, effect: Effect) -> Self {
        let count = |lowered: bool| {
            effect.moves.iter().filter(|moved| moved.lowered == lowered).map(|moved| moved.merchants).sum()
        };
        Self {
            source,
            as_of: effect.day,
            known_at: effect.known_at,
            scheme: effect.scheme.clone(),
            merchants: effect.merchants,
            concerned: effect.concerned,
            lowered: count(true),
            otherwise_moved: count(false),
            failed: effect.failed,
            moves: effect.moves.into_iter().map(Moved::of).collect(),
        }
    }
}

impl Moved {
    fn of(moved: Move) -> Self {
        Self { without: moved.without, class: moved.with, merchants: moved.merchants }
    }
}

async fn effect(
    caller: Caller<Any<(ReadRecords, Import, ReadRatings)>>,
    ratings: State<Ratings>,
    one: Path<OneSource>,
    of: Query<OfMonth>,
) -> Result<Answer<View>, Fault> {
    blocking(move || {
        // To whom classes are not shown one by one, they are not counted either.
        if !ratings.shown_of_all(&caller)?.is_some_and(|shown| shown.has(Group::Class)) {
            return Err(Fault::forbidden("等级不对您开放", "classes are not shown to you"));
        }
        let source = one.into_inner().source;
        // Whether there is another one is nobody else's business.
        if caller.only_source().is_some_and(|own| own != source) {
            return Err(RatingError::MissingSource.into());
        }
        let effect = ratings.effect(&source, of.month)?;
        Ok(Answer::new(View::of(source, effect)))
    })
    .await
}
