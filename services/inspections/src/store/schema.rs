//! The tables, as both back-ends have them.

diesel::table! {
    inspector (inspector_id) {
        inspector_id -> Text,
        name -> Text,
        department -> Text,
        sectors -> Text,
        from_day -> Integer,
        until_day -> Nullable<Integer>,
        version -> Integer,
        changed_at -> BigInt,
        actor -> Text,
    }
}

diesel::table! {
    recusal (recusal_id) {
        recusal_id -> BigInt,
        inspector_id -> Text,
        merchant -> Text,
        area -> Text,
        ground -> Text,
        from_day -> Integer,
        until_day -> Nullable<Integer>,
        reason -> Text,
        recorded_at -> BigInt,
        actor -> Text,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
    }
}

diesel::table! {
    plan (plan_id) {
        plan_id -> BigInt,
        year -> Integer,
        title -> Text,
        sectors -> Text,
        areas -> Text,
        created_at -> BigInt,
        actor -> Text,
    }
}

diesel::table! {
    task (task_id) {
        task_id -> BigInt,
        plan_id -> BigInt,
        title -> Text,
        sectors -> Text,
        areas -> Text,
        from_day -> Integer,
        until_day -> Integer,
        created_at -> BigInt,
        actor -> Text,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
    }
}

diesel::table! {
    draw (draw_id) {
        draw_id -> BigInt,
        task_id -> BigInt,
        year -> Integer,
        commitment -> Text,
        nonce_hash -> Text,
        nonce -> Text,
        course -> Text,
        state -> Text,
        committed_at -> BigInt,
        committed_by -> Text,
        value_at -> BigInt,
        wait_until -> BigInt,
        population -> BigInt,
        follows -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
        told -> Nullable<Text>,
        signature -> Nullable<Text>,
        due -> Nullable<Text>,
        provisional -> Nullable<Text>,
    }
}

diesel::table! {
    draw_file (draw_id) {
        draw_id -> BigInt,
        frozen -> Nullable<Text>,
        bundle -> Nullable<Text>,
    }
}

diesel::table! {
    draw_visit (draw_id, merchant) {
        draw_id -> BigInt,
        merchant -> Text,
        place -> Integer,
        year -> Integer,
        sector -> Text,
        area -> Text,
        class -> Text,
        kind -> Text,
        legal -> Nullable<Text>,
        first_id -> Nullable<Text>,
        second_id -> Nullable<Text>,
        lack -> Nullable<Text>,
        state -> Text,
        record -> Nullable<Text>,
        reason -> Nullable<Text>,
        settled_at -> Nullable<BigInt>,
        settled_by -> Nullable<Text>,
    }
}

diesel::table! {
    visit_entry (visit_key) {
        visit_key -> Text,
        merchant -> Text,
        entry -> Text,
        answer -> Text,
        entered_at -> BigInt,
        actor -> Text,
    }
}

diesel::joinable!(draw_visit -> draw (draw_id));
diesel::joinable!(task -> plan (plan_id));
diesel::joinable!(draw -> task (task_id));
diesel::allow_tables_to_appear_in_same_query!(plan, task, draw, draw_visit);
