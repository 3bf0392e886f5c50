//! The tables, as both back-ends have them.

diesel::table! {
    case_file (subject_id, case_no) {
        case_no -> BigInt,
        subject_id -> BigInt,
        code -> Text,
        procedure -> Text,
        office -> Text,
        upper_office -> Nullable<Text>,
        about -> Text,
        opened_on -> Integer,
        stage -> Text,
        steps -> Integer,
        is_over -> Bool,
        due_on -> Nullable<Integer>,
        sort_on -> Integer,
        worked_by -> Text,
    }
}

diesel::table! {
    case_step (subject_id, case_no, number) {
        seq -> BigInt,
        tx -> BigInt,
        subject_id -> BigInt,
        case_no -> BigInt,
        number -> Integer,
        step -> Text,
        taken_on -> Integer,
        on_paper -> Bool,
        account -> Text,
        role -> Text,
        actor_office -> Nullable<Text>,
        stage -> Text,
        stated -> Text,
        papers -> Text,
        law -> Text,
        rests_on -> Text,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    case_paper (subject_id, case_no, digest) {
        subject_id -> BigInt,
        case_no -> BigInt,
        digest -> Text,
        number -> Integer,
        need -> Text,
        name -> Text,
        media -> Text,
        size -> BigInt,
        content -> Binary,
    }
}

diesel::table! {
    case_limit (subject_id, case_no, number) {
        subject_id -> BigInt,
        case_no -> BigInt,
        number -> Integer,
        code -> Text,
        procedure -> Text,
        office -> Text,
        upper_office -> Nullable<Text>,
        clock -> Text,
        rule -> Text,
        selected_on -> Integer,
        started_on -> Integer,
        approvals -> Text,
        extension -> Nullable<Text>,
        stopped_on -> Nullable<Integer>,
        ending -> Nullable<Text>,
        due_on -> Nullable<Integer>,
        last_on -> Nullable<Integer>,
        not_before -> Nullable<Integer>,
        sort_on -> Integer,
        closed_as -> Nullable<Text>,
        lapses -> Bool,
        provisional -> Bool,
    }
}

diesel::table! {
    case_draft (account, digest) {
        account -> Text,
        digest -> Text,
        name -> Text,
        media -> Text,
        size -> BigInt,
        content -> Binary,
        until_at -> BigInt,
    }
}

diesel::table! {
    case_subject (subject_id) {
        subject_id -> BigInt,
        steps -> BigInt,
    }
}

diesel::table! {
    case_law (only_row) {
        only_row -> Integer,
        law -> Text,
    }
}

diesel::table! {
    case_place (name) {
        name -> Text,
        cursor -> Text,
    }
}

diesel::table! {
    /// Where merchants are registered; a table of the ledger.
    subject_place (subject_id) {
        subject_id -> BigInt,
        area -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(case_file, subject_place);
diesel::allow_tables_to_appear_in_same_query!(case_limit, subject_place);
