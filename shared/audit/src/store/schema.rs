//! The table, as both back-ends have it.

diesel::table! {
    audit_entry (entry_id) {
        entry_id -> BigInt,
        at -> BigInt,
        who -> Nullable<Text>,
        role -> Nullable<Text>,
        department -> Nullable<Text>,
        action -> Text,
        target -> Text,
        merchant -> Nullable<Text>,
        status -> Integer,
        purpose -> Nullable<Text>,
        request_id -> Text,
        part -> BigInt,
    }
}
