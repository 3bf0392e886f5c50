-- Inspectors (执法人员名录). Nobody is ever deleted.
CREATE TABLE inspector (
    inspector_id TEXT    NOT NULL COLLATE "C" PRIMARY KEY,
    name         TEXT    NOT NULL,
    department   TEXT    NOT NULL,
    sectors      TEXT    NOT NULL,
    from_day     INTEGER NOT NULL,
    until_day    INTEGER,
    version      INTEGER NOT NULL,
    changed_at   BIGINT  NOT NULL,
    actor        TEXT    NOT NULL
);

-- What keeps an inspector from a merchant (回避).
CREATE TABLE recusal (
    recusal_id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inspector_id TEXT    NOT NULL REFERENCES inspector,
    merchant     TEXT    NOT NULL,
    area         TEXT    NOT NULL,
    ground       TEXT    NOT NULL CHECK (ground IN ('interest', 'kinship', 'employed', 'register')),
    from_day     INTEGER NOT NULL,
    until_day    INTEGER,
    reason       TEXT    NOT NULL,
    recorded_at  BIGINT  NOT NULL,
    actor        TEXT    NOT NULL,
    ended_at     BIGINT,
    ended_by     TEXT
);
CREATE INDEX recusal_inspector ON recusal (inspector_id, recusal_id);

-- Plans of a year (抽查计划) and the tasks of each (抽查任务).
CREATE TABLE plan (
    plan_id    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year       INTEGER NOT NULL,
    title      TEXT    NOT NULL,
    sectors    TEXT    NOT NULL,
    areas      TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    actor      TEXT    NOT NULL
);

CREATE TABLE task (
    task_id    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id    BIGINT  NOT NULL REFERENCES plan,
    title      TEXT    NOT NULL,
    sectors    TEXT    NOT NULL,
    areas      TEXT    NOT NULL,
    from_day   INTEGER NOT NULL,
    until_day  INTEGER NOT NULL,
    created_at BIGINT  NOT NULL,
    actor      TEXT    NOT NULL,
    ended_at   BIGINT,
    ended_by   TEXT
);
CREATE INDEX task_plan ON task (plan_id);

-- Commitments and what became of them (抽取承诺). The nonce is sealed with a key that is not in the database.
CREATE TABLE draw (
    draw_id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id      BIGINT  NOT NULL REFERENCES task,
    year         INTEGER NOT NULL,
    commitment   TEXT    NOT NULL UNIQUE,
    nonce_hash   TEXT    NOT NULL UNIQUE,
    nonce        TEXT    NOT NULL,
    course       TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('committed', 'drawn', 'void', 'aborted')),
    committed_at BIGINT  NOT NULL,
    committed_by TEXT    NOT NULL,
    value_at     BIGINT  NOT NULL,
    wait_until   BIGINT  NOT NULL,
    population   BIGINT  NOT NULL,
    follows      BIGINT UNIQUE,
    ended_by     TEXT,
    told         TEXT
);
-- One commitment of a task waits or was drawn on, never two: whoever had two could choose.
CREATE UNIQUE INDEX draw_task ON draw (task_id) WHERE state IN ('committed', 'drawn');
CREATE INDEX draw_waiting ON draw (wait_until) WHERE state = 'committed';

-- The frozen inputs of a draw, which its bundle holds as well once there is one.
CREATE TABLE draw_file (
    draw_id BIGINT  NOT NULL PRIMARY KEY REFERENCES draw,
    frozen  TEXT,
    bundle  TEXT
);

-- Visits that were drawn (抽中检查对象), and what became of them.
CREATE TABLE draw_visit (
    draw_id    BIGINT  NOT NULL REFERENCES draw,
    merchant   TEXT    NOT NULL COLLATE "C",
    place      INTEGER NOT NULL,
    year       INTEGER NOT NULL,
    sector     TEXT    NOT NULL,
    area       TEXT    NOT NULL,
    class      TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('enterprise', 'sole_trader')),
    legal      TEXT,
    first_id   TEXT,
    second_id  TEXT,
    lack       TEXT,
    state      TEXT    NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    record     TEXT,
    reason     TEXT,
    settled_at BIGINT,
    settled_by TEXT,
    PRIMARY KEY (draw_id, merchant)
);
CREATE INDEX draw_visit_year ON draw_visit (year, merchant);
