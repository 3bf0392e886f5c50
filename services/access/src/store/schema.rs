//! The tables, as both back-ends have them.

diesel::table! {
    department (department_id) {
        department_id -> Text,
        name -> Text,
        kind -> Text,
        active -> Bool,
        version -> Integer,
        changed_at -> BigInt,
        actor -> Text,
    }
}

diesel::table! {
    account (account_id) {
        account_id -> BigInt,
        sub -> Text,
        kind -> Text,
        name -> Text,
        role -> Text,
        scopes -> Nullable<Text>,
        department_id -> Nullable<Text>,
        area -> Nullable<Text>,
        merchant -> Nullable<Text>,
        active -> Bool,
        generation -> Integer,
        version -> Integer,
        created_at -> BigInt,
        changed_at -> BigInt,
        actor -> Text,
        password -> Nullable<Text>,
        identity_issuer -> Nullable<Text>,
        identity_subject -> Nullable<Text>,
    }
}

diesel::table! {
    account_change (account_id, version) {
        account_id -> BigInt,
        version -> Integer,
        changed_at -> BigInt,
        actor -> Text,
        act -> Text,
        content -> Text,
    }
}

diesel::table! {
    failure (sub) {
        sub -> Text,
        failures -> Integer,
        failed_at -> BigInt,
        blocked_until -> BigInt,
    }
}

diesel::table! {
    secret (secret_id) {
        secret_id -> BigInt,
        account_id -> BigInt,
        digest -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        actor -> Text,
    }
}

diesel::table! {
    session (session_id) {
        session_id -> Text,
        account_id -> BigInt,
        refresh -> Text,
        earlier -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    login (state) {
        state -> Text,
        browser -> Text,
        nonce -> Text,
        verifier -> Text,
        return_to -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    signing_key (kid) {
        kid -> Text,
        public_key -> Text,
        sealed -> Text,
        created_at -> BigInt,
        signs_from -> BigInt,
        counts_until -> Nullable<BigInt>,
        actor -> Text,
    }
}

diesel::table! {
    revocation (revocation_id) {
        revocation_id -> BigInt,
        what -> Text,
        value -> Text,
        generation -> Integer,
        revoked_at -> BigInt,
        until -> BigInt,
        reason -> Text,
        actor -> Text,
    }
}

diesel::table! {
    authorisation (authorisation_id) {
        authorisation_id -> BigInt,
        merchant -> Text,
        grantee -> Text,
        purpose -> Text,
        groups -> Text,
        from_day -> Integer,
        until_day -> Integer,
        given_at -> BigInt,
        given_by -> Text,
        revoked_at -> Nullable<BigInt>,
        revoked_by -> Nullable<Text>,
    }
}

diesel::table! {
    trust (only_row) {
        only_row -> Integer,
        version -> BigInt,
    }
}
