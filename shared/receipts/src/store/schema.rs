//! The table, as both back-ends have it.

diesel::table! {
    receipt (account, key) {
        account -> Text,
        key -> Text,
        digest -> Text,
        at -> BigInt,
        status -> Integer,
        location -> Nullable<Text>,
        tag -> Nullable<Text>,
        body -> Binary,
    }
}
