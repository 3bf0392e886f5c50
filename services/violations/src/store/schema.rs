//! The tables, as both back-ends have them.

diesel::table! {
    decision_text (subject_id, key, version) {
        subject_id -> BigInt,
        key -> Text,
        version -> Integer,
        content -> Text,
        persons -> Text,
        recorded_at -> BigInt,
        actor -> Text,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    text_release (subject_id, key, number) {
        subject_id -> BigInt,
        key -> Text,
        number -> Integer,
        text_version -> Integer,
        digest -> Nullable<Text>,
        summary_digest -> Nullable<Text>,
        recorded_at -> BigInt,
        actor -> Text,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    display_order (subject_id, key, number) {
        subject_id -> BigInt,
        key -> Text,
        number -> Integer,
        what -> Text,
        on_day -> Integer,
        stop_reason -> Nullable<Text>,
        cause -> Text,
        reason -> Text,
        recorded_at -> BigInt,
        actor -> Text,
    }
}
