//! The tables, as both back-ends have them.

diesel::table! {
    record (subject_id, key, version) {
        seq -> BigInt,
        tx -> BigInt,
        subject_id -> BigInt,
        kind -> Text,
        key -> Text,
        version -> Integer,
        place -> Nullable<BigInt>,
        by_arrival -> Bool,
        known_from -> BigInt,
        recorded_at -> BigInt,
        event_day -> Integer,
        content -> Text,
        withdrawn -> Bool,
        standing -> Bool,
        contested -> Bool,
        act -> Text,
        actor -> Text,
        reason -> Nullable<Text>,
        import_id -> Nullable<BigInt>,
        source_row -> Nullable<BigInt>,
        source -> Nullable<Text>,
    }
}

diesel::table! {
    import_job (import_id) {
        import_id -> BigInt,
        layout -> Text,
        file_name -> Text,
        mapping -> Nullable<Text>,
        history -> Bool,
        dry_run -> Bool,
        confirm -> Bool,
        actor -> Text,
        bytes -> BigInt,
        digest -> Text,
        created_at -> BigInt,
        state -> Text,
        finished_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        area -> Nullable<Text>,
        source -> Nullable<Text>,
    }
}

diesel::table! {
    import_chunk (import_id, number) {
        import_id -> BigInt,
        number -> Integer,
        bytes -> Binary,
    }
}

diesel::table! {
    import_row (import_id, source_row) {
        import_id -> BigInt,
        source_row -> BigInt,
        disposition -> Text,
        faults -> Text,
        entries -> Text,
        shown -> Text,
        state -> Text,
        actor -> Nullable<Text>,
        reason -> Nullable<Text>,
        settled_at -> Nullable<BigInt>,
        identity -> Nullable<Text>,
    }
}

diesel::table! {
    mapping (name) {
        name -> Text,
        text -> Text,
        actor -> Text,
        saved_at -> BigInt,
    }
}

diesel::table! {
    disputed (subject_id, key) {
        subject_id -> BigInt,
        key -> Text,
    }
}

diesel::table! {
    subject_place (subject_id) {
        subject_id -> BigInt,
        area -> Text,
    }
}

diesel::table! {
    place_feed (feed) {
        feed -> Text,
        cursor -> Text,
    }
}

diesel::table! {
    deadline (subject_id, key, clock) {
        subject_id -> BigInt,
        key -> Text,
        clock -> Text,
        kind -> Text,
        party -> Text,
        department -> Nullable<Text>,
        rule -> Text,
        started_on -> Integer,
        due_on -> Nullable<Integer>,
        last_on -> Nullable<Integer>,
        not_before -> Nullable<Integer>,
        sort_on -> Integer,
        stopped_on -> Nullable<Integer>,
        closed_as -> Nullable<Text>,
        paused -> Bool,
        lapses -> Bool,
        moot_from -> Integer,
        extended_on -> Nullable<Integer>,
        extension -> Nullable<Text>,
        provisional -> Bool,
    }
}

diesel::allow_tables_to_appear_in_same_query!(record, subject_place);
diesel::table! {
    deadline_event (event_id) {
        event_id -> BigInt,
        subject_id -> BigInt,
        key -> Text,
        clock -> Text,
        what -> Text,
        last_on -> Integer,
        at -> BigInt,
        party -> Text,
        department -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(deadline, subject_place);
diesel::allow_tables_to_appear_in_same_query!(deadline_event, subject_place);
diesel::allow_tables_to_appear_in_same_query!(import_job, import_row);
diesel::allow_tables_to_appear_in_same_query!(disputed, record);

diesel::table! {
    export_job (number) {
        number -> BigInt,
        export_id -> Text,
        actor -> Text,
        area -> Text,
        wanted -> Text,
        state -> Text,
        taken -> BigInt,
        row_count -> BigInt,
        rows_total -> Nullable<BigInt>,
        bytes -> Nullable<BigInt>,
        merchants -> Nullable<Text>,
        fault -> Nullable<Text>,
        created_at -> BigInt,
        beat_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    export_chunk (export_id, number) {
        export_id -> Text,
        number -> Integer,
        bytes -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(export_job, export_chunk);

diesel::table! {
    record_order (subject_id, key, number) {
        subject_id -> BigInt,
        key -> Text,
        number -> Integer,
        what -> Text,
        cells -> Text,
        amended -> Text,
        on_day -> Integer,
        cause -> Text,
        reason -> Text,
        wrong_since -> BigInt,
        recorded_at -> BigInt,
        actor -> Text,
    }
}
