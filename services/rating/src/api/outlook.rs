//! What a merchant's class would be if some of what is on file about it ended: for the merchant, for officials, and for
//! services of the house that tell people what would help.

use super::merchants::{One, shown, shut};
use crate::book::Ratings;
use crate::disclosure::Group;
use contracts::port::{Outlook, Supposed};
use web::{Answer, Any, Api, Caller, Doc, Fault, Json, Path, ReadOwn, ReadRatings, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.post(
        "/merchants/{code}/outlook",
        outlook,
        Doc::new("read_outlook", "假定有关记录结束后的信用分类", "What a class would be if some records ended").text(
            "The rating on a day, today or up to ten years ahead, if displays of penalties stopped (`stops`) and standing \
             records ended (`ends`), at most 100 of both. All else stays as it is on file and ages by itself. Nobody has \
             decided anything by it, and nothing is kept but who asked. Whoever may see the class with its reasons may ask.",
        ),
    )
}

async fn outlook(
    caller: Caller<Any<(ReadRatings, ReadOwn)>>,
    ratings: State<Ratings>,
    one: Path<One>,
    supposed: Json<Supposed>,
) -> Result<Answer<Outlook>, Fault> {
    blocking(move || {
        let shown = shown(&caller, &ratings, one.code)?;
        if !shown.has(Group::Class) || !shown.has(Group::Reasons) {
            let (zh, en) = ("等级及理由不对您开放", "the class and its reasons are not shown to you");
            let group = if shown.has(Group::Class) { Group::Reasons } else { Group::Class };
            return Err(shut((zh, en), &caller, (&ratings, one.code), group));
        }
        let mut outlook = ratings.suppose(one.code, &supposed, caller.reach())?;
        if !shown.has(Group::Score) {
            outlook.score_milli = None;
        }
        Ok(Answer::new(outlook))
    })
    .await
}
