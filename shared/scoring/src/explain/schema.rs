//! OpenAPI schemas of pairs, which JSON writes as lists of two. That nothing follows is said by a length and not by
//! `items: false`, which generators of clients do not read.

use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Array, RefOr, Schema};

fn pair(first: Type, second: Type) -> Array {
    let places = [first, second].map(|of| Schema::from(ObjectBuilder::new().schema_type(of)));
    ArrayBuilder::new().prefix_items(places).min_items(Some(2)).max_items(Some(2)).build()
}

/// A name and its value.
pub(super) fn name_and_value() -> Array {
    pair(Type::String, Type::String)
}

/// Names, each with its amount.
pub(super) fn named_amounts() -> Array {
    ArrayBuilder::new().items(RefOr::T(Schema::from(pair(Type::String, Type::Integer)))).build()
}
