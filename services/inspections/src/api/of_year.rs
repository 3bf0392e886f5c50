//! Lists of merchants of a plan year, in order of code, for whoever may see classes.

use super::sees_classes;
use crate::book::DrawBook;
use crate::error::DrawError;
use contracts::access::Reach;
use contracts::page::{Limit, ListTag, Page, cut};
use domain::area::AreaCode;
use domain::code::PartyCode;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use web::{Answer, Caller, Concerning, Decide, Fault, Query, State, blocking};

/// Which merchants.
#[derive(Deserialize, Serialize, IntoParams)]
pub(super) struct Wanted {
    /// Plan year; that of today if it is not said.
    year: Option<i32>,
    /// Only those of this area.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// A merchant of such a list.
pub(super) trait OfYear: Sized + 'static {
    /// Name of the list.
    const LIST: &'static str;

    /// The merchant's code.
    fn code(&self) -> PartyCode;

    /// Those of a year and an area that come behind a merchant; one more than the limit if there are more.
    fn find(
        book: &DrawBook,
        which: (i32, Option<AreaCode>),
        page: (Option<PartyCode>, usize),
        reach: Reach,
    ) -> Result<Vec<Self>, DrawError>;
}

/// Those that are wanted behind a merchant, and behind whom the list goes on.
pub(super) fn list<T: OfYear>(
    book: &DrawBook,
    wanted: &Wanted,
    (after, limit): (Option<PartyCode>, usize),
    reach: Reach,
) -> Result<(Vec<T>, Option<PartyCode>), DrawError> {
    let year = wanted.year.unwrap_or_else(|| book.this_year());
    let mut found = T::find(book, (year, wanted.area), (after, limit), reach)?;
    let next = cut(&mut found, limit, T::code);
    Ok((found, next))
}

/// A page of the list.
pub(super) async fn page<T: OfYear, V: From<T> + Serialize + 'static>(
    caller: Caller<Decide>,
    book: State<DrawBook>,
    wanted: Query<Wanted>,
) -> Result<Concerning<Page<V>>, Fault> {
    sees_classes(&caller)?;
    let wanted = wanted.into_inner();
    let tag = ListTag::of(T::LIST, &wanted)?;
    let after: Option<PartyCode> = wanted.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let (found, next) = list::<T>(&book, &wanted, (after, wanted.limit.get()), caller.reach())?;
        let merchants = found.iter().map(T::code).collect();
        let items = found.into_iter().map(V::from).collect();
        let next = next.map(|code| tag.encode(&code)).transpose()?;
        Answer::new(Page { items, next }).concerning(merchants)
    })
    .await
}
