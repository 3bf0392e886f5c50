//! Pages of a list: how many items, and an opaque cursor that says where the next page begins.

mod merge;

pub use merge::{Part, merged};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Longest cursor that is looked at, in characters.
const LONGEST: usize = 2048;

/// Cuts what was read of a list, one item more than `limit` if there is a next page, to this page; `place` tells
/// the place of the last item shown, behind which the list goes on.
pub fn cut<T, C>(items: &mut Vec<T>, limit: usize, place: impl FnOnce(&T) -> C) -> Option<C> {
    let is_more = items.len() > limit;
    items.truncate(limit);
    items.last().filter(|_| is_more).map(place)
}

/// One page of a list (分页).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// Cursor of the next page, to be given back as `after`; absent on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The first `limit` of `items`, which holds one more if there is a next page of this list; `place` tells the
    /// place of the last item shown.
    ///
    /// # Errors
    /// [`CursorError::Unwritable`] if the cursor cannot be written.
    pub fn cut<C: Serialize>(
        list: &ListTag,
        mut items: Vec<T>,
        limit: Limit,
        place: impl FnOnce(&T) -> C,
    ) -> Result<Self, CursorError> {
        let next = cut(&mut items, limit.get(), place);
        Ok(Self { next: next.map(|place| list.encode(&place)).transpose()?, items })
    }
}

impl<T: ToSchema> ToSchema for Page<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Page", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let cursor = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some("下一页的游标；最后一页为 null / Cursor of the next page; null on the last"));
        ObjectBuilder::new()
            .property("items", ArrayBuilder::new().items(Ref::from_schema_name(T::name())))
            .property("next", cursor)
            .required("items")
            .required("next")
            .into()
    }
}

/// How many items a page holds at most (每页条数): 1 to 1000, 100 if nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Limit(u16);

/// A limit outside 1 to 1000.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not between 1 and {max}", max = Limit::MAX)]
pub struct LimitError(pub u16);

impl Limit {
    /// The largest limit.
    pub const MAX: u16 = 1000;

    /// The number of items.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<u16> for Limit {
    type Error = LimitError;
    fn try_from(number: u16) -> Result<Self, LimitError> {
        if (1..=Self::MAX).contains(&number) { Ok(Self(number)) } else { Err(LimitError(number)) }
    }
}

impl From<Limit> for u16 {
    fn from(limit: Limit) -> Self {
        limit.0
    }
}

impl ToSchema for Limit {}

impl PartialSchema for Limit {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(Self::MAX))
            .default(Some(Self::default().0.into()))
            .into()
    }
}

/// Why a cursor is no cursor.
#[derive(Debug, thiserror::Error)]
pub enum CursorError {
    /// Longer than any that was given out.
    #[error("the cursor has {0} characters, more than any that was given out")]
    Long(usize),
    /// Not base64url.
    #[error("the cursor is not base64url")]
    Encoding(#[from] base64::DecodeError),
    /// Not what this list writes into its cursors.
    #[error("the cursor does not belong to this list")]
    Content(#[source] serde_json::Error),
    /// Given out by another list, or by this one with other filters.
    #[error("the cursor was given out by another list, or with other filters")]
    Elsewhere,
    /// U+0000 inside.
    #[error("the cursor holds the character U+0000")]
    Nul,
    /// A value that JSON cannot hold; a fault of the caller's code, not of the reader.
    #[error("the cursor cannot be written")]
    Unwritable(#[source] serde_json::Error),
}

/// Writes a place in a list as an opaque cursor.
fn encode<T: Serialize>(place: &T) -> Result<String, CursorError> {
    let text = domain::digest::canonical_json(place).map_err(CursorError::Unwritable)?;
    Ok(URL_SAFE_NO_PAD.encode(text))
}

/// Reads a cursor back. It is given by the caller, so the place in it is as untrusted as any other input.
fn decode<T: DeserializeOwned>(cursor: &str) -> Result<T, CursorError> {
    if cursor.len() > LONGEST {
        return Err(CursorError::Long(cursor.len()));
    }
    let text = URL_SAFE_NO_PAD.decode(cursor)?;
    let value: serde_json::Value = serde_json::from_slice(&text).map_err(CursorError::Content)?;
    if holds_nul(&value) {
        return Err(CursorError::Nul);
    }
    serde_json::from_value(value).map_err(CursorError::Content)
}

/// What tells one list from another: its name and its filters, everything but where a page begins and how long
/// it is. A place in one list says nothing of any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListTag(String);

impl ListTag {
    /// The tag of a list with these filters.
    ///
    /// # Errors
    /// [`CursorError::Unwritable`] if JSON cannot hold the filters.
    pub fn of<F: Serialize>(list: &str, filters: &F) -> Result<Self, CursorError> {
        let digest = domain::digest::Digest::of(&(list, filters)).map_err(CursorError::Unwritable)?;
        // Enough to tell them apart; nobody gains by another list's cursor.
        Ok(Self(digest.0.chars().take(16).collect()))
    }

    /// Writes a place in this list as a cursor.
    ///
    /// # Errors
    /// [`CursorError::Unwritable`] if JSON cannot hold the place.
    pub fn encode<T: Serialize>(&self, place: &T) -> Result<String, CursorError> {
        encode(&(&self.0, place))
    }

    /// Reads a cursor of this list back.
    ///
    /// # Errors
    /// [`CursorError::Elsewhere`] for a cursor of another list, else what is wrong with it.
    pub fn decode<T: DeserializeOwned>(&self, cursor: &str) -> Result<T, CursorError> {
        let (tag, place): (String, serde_json::Value) = decode(cursor)?;
        if tag != self.0 {
            return Err(CursorError::Elsewhere);
        }
        serde_json::from_value(place).map_err(CursorError::Content)
    }
}

fn holds_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(holds_nul),
        serde_json::Value::Object(fields) => fields.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_as_it_was_written() {
        let place = ("2025-04-01".to_owned(), 7_i64);
        let cursor = encode(&place).unwrap();
        assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{cursor}");
        assert_eq!(decode::<(String, i64)>(&cursor).unwrap(), place);
    }

    #[test]
    fn what_is_no_cursor_of_this_list_is_refused() {
        assert!(matches!(decode::<i64>("%%%"), Err(CursorError::Encoding(_))));
        assert!(matches!(decode::<i64>(&encode(&"text").unwrap()), Err(CursorError::Content(_))));
        assert!(matches!(decode::<String>(&encode(&"a\0b").unwrap()), Err(CursorError::Nul)));
        assert!(matches!(decode::<i64>(&"A".repeat(3000)), Err(CursorError::Long(3000))));
    }

    #[test]
    fn a_cursor_belongs_to_its_list_and_its_filters() {
        let list = ListTag::of("penalties", &Some("2025-04-01")).unwrap();
        let cursor = list.encode(&7).unwrap();
        assert_eq!(list.decode::<i64>(&cursor).unwrap(), 7);
        for other in [ListTag::of("complaints", &Some("2025-04-01")), ListTag::of("penalties", &None::<&str>)] {
            assert!(matches!(other.unwrap().decode::<i64>(&cursor), Err(CursorError::Elsewhere)));
        }
        assert!(matches!(list.decode::<i64>(&encode(&7).unwrap()), Err(CursorError::Content(_))));
    }

    #[test]
    fn a_page_has_a_next_one_only_if_an_item_is_left_over() {
        let (list, limit) = (ListTag::of("numbers", &()).unwrap(), Limit::try_from(2).unwrap());
        let page = Page::cut(&list, vec![1, 2, 3], limit, |last| *last).unwrap();
        assert_eq!(page.items, [1, 2]);
        assert_eq!(list.decode::<i32>(&page.next.unwrap()).unwrap(), 2);
        assert_eq!(Page::cut(&list, vec![1, 2], limit, |last| *last).unwrap().next, None);
        for (limit, shown, next) in [(0, 0, None), (1, 1, Some(1)), (2, 2, Some(2)), (3, 3, None), (4, 3, None)] {
            let mut items = vec![1, 2, 3];
            assert_eq!((cut(&mut items, limit, |last| *last), items.len()), (next, shown), "{limit}");
        }
    }

    #[test]
    fn limits_have_bounds() {
        assert_eq!(Limit::default().get(), 100);
        for number in [0, 1001] {
            assert!(serde_json::from_str::<Limit>(&number.to_string()).is_err(), "{number}");
        }
    }
}
