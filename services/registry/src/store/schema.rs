//! The tables, as both back-ends have them.

diesel::table! {
    subject (subject_id) {
        subject_id -> BigInt,
        opened_at -> BigInt,
    }
}

diesel::table! {
    identifier (subject_id, code) {
        subject_id -> BigInt,
        code -> Text,
        former -> Bool,
        until_day -> Nullable<Integer>,
        recorded_at -> BigInt,
        actor -> Text,
        reason -> Nullable<Text>,
    }
}
