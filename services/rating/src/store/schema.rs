//! The tables, as both back-ends have them.

diesel::table! {
    fact (subject_id, key, version) {
        subject_id -> BigInt,
        key -> Text,
        version -> Integer,
        kind -> Text,
        place -> Nullable<BigInt>,
        known_from -> BigInt,
        content -> Text,
        source -> Nullable<Text>,
    }
}

diesel::table! {
    note (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    party (code) {
        code -> Text,
        subject_id -> BigInt,
    }
}

diesel::table! {
    succession (predecessor, code) {
        predecessor -> BigInt,
        code -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(party, succession);

diesel::table! {
    pending (subject_id) {
        subject_id -> BigInt,
        mark -> BigInt,
        cause -> Text,
        origin -> Text,
        set_aside -> Nullable<Text>,
    }
}

diesel::table! {
    rated (subject_id) {
        subject_id -> BigInt,
        code -> Text,
        name -> Text,
        area -> Text,
        industry -> Text,
        kind -> Text,
        size -> Text,
        class -> Nullable<Text>,
        score_milli -> BigInt,
        rules -> BigInt,
        flags -> Integer,
        scheme -> Text,
        scheme_digest -> Text,
        peers_digest -> Nullable<Text>,
        day -> Integer,
        valid_until -> Integer,
        rated_at -> BigInt,
        public_penalties -> Integer,
        public_statuses -> Text,
    }
}

diesel::table! {
    issued (subject_id, number) {
        subject_id -> BigInt,
        number -> Integer,
        day -> Integer,
        issued_at -> BigInt,
        class -> Nullable<Text>,
        score_milli -> BigInt,
        scheme -> Text,
        cause -> Text,
    }
}

diesel::table! {
    peers (month, known_at, scheme_digest) {
        month -> Integer,
        known_at -> BigInt,
        scheme_digest -> Text,
        generation -> BigInt,
        digest -> Text,
        strata -> Text,
    }
}

diesel::table! {
    growth (month) {
        month -> Integer,
        known_at -> BigInt,
        generation -> BigInt,
        rules -> Text,
        digest -> Text,
        content -> Text,
    }
}

diesel::table! {
    growth_dismissal (month, subject_id, complaints) {
        month -> Integer,
        subject_id -> BigInt,
        complaints -> BigInt,
        at -> BigInt,
        actor -> Text,
        reason -> Text,
    }
}

diesel::table! {
    hold (hold_id) {
        hold_id -> BigInt,
        origin -> Text,
        opened_at -> BigInt,
        released_at -> Nullable<BigInt>,
        actor -> Nullable<Text>,
        reason -> Nullable<Text>,
        moved -> Nullable<Text>,
    }
}

diesel::table! {
    held (subject_id) {
        subject_id -> BigInt,
        hold_id -> BigInt,
        code -> Text,
        was -> Nullable<Text>,
        would_be -> Nullable<Text>,
        score_milli -> BigInt,
        cause -> Text,
    }
}
