//! The tables, as both back-ends have them.

diesel::table! {
    effect (subject_id, case_no, number) {
        subject_id -> BigInt,
        case_no -> BigInt,
        number -> Integer,
        is_open -> Bool,
        why -> Text,
        tries -> Integer,
        failed_at -> BigInt,
        tried_at -> BigInt,
        done_at -> Nullable<BigInt>,
    }
}
