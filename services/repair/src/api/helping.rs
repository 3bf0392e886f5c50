//! What would help a merchant.

use super::items::RepairableItem;
use super::{One, within};
use crate::helping::{Help, Measure, Way};
use crate::repairs::Repairs;
use contracts::port::{Outlook, OutlookAssumption};
use domain::code::PartyCode;
use domain::day::Day;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, Any, Apply, Caller, Fault, Path, ReadRatings, State, blocking};

/// How it is to be read.
const NOTICE_ZH: &str = "仅供参考：以现有记录和规定计算，是否准予由有权机关依法决定；申请均假定当日准予。";
/// The same in English.
const NOTICE: &str = "For orientation: computed from what is on file and from the law as it is known; whether anything is \
                      granted the competent office decides. Each application is supposed to be granted on its day.";

/// Something to be done, and when (可办事项).
#[derive(Serialize, ToSchema)]
struct HelpMeasure {
    /// The first day on which it can be asked for; it is supposed to be granted on that day.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// What, where to go, and what is missing.
    item: RepairableItem,
}

/// A way to a better class (提升路径).
#[derive(Serialize, ToSchema)]
struct HelpWay {
    /// The day of the better class.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// What has to be done, by day; nothing where time alone brings it.
    measures: Vec<HelpMeasure>,
    /// The rating of that day, as ratings compute it.
    outlook: Outlook,
}

/// What would help (怎样提升信用分类).
#[derive(Serialize, ToSchema)]
pub(super) struct Helping {
    /// The rating of today.
    today: Outlook,
    /// The first way to a better class; null if none is known within three years.
    way: Option<HelpWay>,
    /// What the law lets nobody end early, or only somebody else ends.
    fixed: Vec<RepairableItem>,
    /// What was taken for granted in the looking, beside what each rating takes for granted.
    assumptions: Vec<OutlookAssumption>,
    /// How to read it, in Chinese.
    notice_zh: &'static str,
    /// The same in English.
    notice: &'static str,
}

pub(super) async fn read(
    caller: Caller<Any<(ReadRatings, Apply)>>,
    repairs: State<Repairs>,
    one: Path<One>,
) -> Result<Answer<Helping>, Fault> {
    blocking(move || {
        let subject = within(&repairs, &caller, one.code)?;
        let missing = || Fault::not_found("没有该主体的信用分类", "there is no rating of this merchant");
        let Help { today, way, fixed, assumptions } = repairs.helping(subject, one.code)?.ok_or_else(missing)?;
        Ok(Answer::new(Helping {
            today,
            way: way.map(|way| shown(one.code, way)),
            fixed: fixed.into_iter().map(|item| RepairableItem::of(one.code, item)).collect(),
            assumptions,
            notice_zh: NOTICE_ZH,
            notice: NOTICE,
        }))
    })
    .await
}

fn shown(code: PartyCode, Way { day, measures, outlook }: Way) -> HelpWay {
    let measure = |Measure { item, on, .. }: Measure| HelpMeasure { on, item: RepairableItem::of(code, item) };
    HelpWay { day, measures: measures.into_iter().map(measure).collect(), outlook }
}
