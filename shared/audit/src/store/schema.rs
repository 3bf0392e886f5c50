//! The tables, as both back-ends have them.

diesel::table! {
    audit_entry (number) {
        number -> BigInt,
        at -> BigInt,
        address -> Nullable<Text>,
        who -> Nullable<Text>,
        role -> Nullable<Text>,
        department -> Nullable<Text>,
        token -> Nullable<Text>,
        ground -> Nullable<Text>,
        action -> Text,
        target -> Text,
        merchant -> Nullable<Text>,
        status -> Integer,
        purpose -> Nullable<Text>,
        request_id -> Text,
        digest -> Text,
        part -> BigInt,
        merchants -> Nullable<Text>,
        merchants_first -> Nullable<Text>,
        merchants_last -> Nullable<Text>,
    }
}

diesel::table! {
    audit_unchained (entry_id) {
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

diesel::table! {
    audit_head (one) {
        one -> Integer,
        number -> BigInt,
        digest -> Text,
    }
}

diesel::table! {
    audit_checkpoint (number) {
        number -> BigInt,
        digest -> Text,
        at -> BigInt,
        algorithm -> Text,
        public_key -> Text,
        signature -> Text,
    }
}
