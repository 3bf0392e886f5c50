//! The tables, as both back-ends have them.

diesel::table! {
    filing_hold (hold_id) {
        hold_id -> BigInt,
        subject_id -> BigInt,
        key -> Text,
        ground -> Text,
        party -> Text,
        beside -> Nullable<Text>,
        found_at -> BigInt,
        from_day -> Integer,
        until_day -> Integer,
        provisional -> Bool,
        applied -> Bool,
        state -> Text,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    group_dismissal (subject_id, problem, to_day) {
        subject_id -> BigInt,
        problem -> Text,
        to_day -> Integer,
        complainants -> BigInt,
        at -> BigInt,
        actor -> Text,
        reason -> Text,
    }
}

diesel::table! {
    /// Where merchants are registered; a table of the ledger.
    subject_place (subject_id) {
        subject_id -> BigInt,
        area -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(filing_hold, subject_place);
