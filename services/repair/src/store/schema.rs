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

diesel::table! {
    correction (place) {
        place -> BigInt,
        subject_id -> BigInt,
        case_no -> BigInt,
        number -> Integer,
        code -> Text,
        procedure -> Text,
        office -> Text,
        kind -> Text,
        item -> Text,
        became -> Text,
        amended -> Text,
        on_day -> Integer,
        article -> Text,
        reason -> Text,
        wrong_since -> BigInt,
        wrong_until -> BigInt,
        recorded_at -> BigInt,
        unnamed -> BigInt,
    }
}

diesel::table! {
    correction_recipient (place, number) {
        place -> BigInt,
        number -> Integer,
        who -> Text,
        role -> Nullable<Text>,
        department -> Nullable<Text>,
        operation -> Text,
        times -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    correction_before (subject_id, case_no, number) {
        subject_id -> BigInt,
        case_no -> BigInt,
        number -> Integer,
        public -> Text,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(correction, correction_recipient);
