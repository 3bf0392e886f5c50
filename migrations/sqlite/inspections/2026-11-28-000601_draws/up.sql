-- Inspectors (执法人员名录). Nobody is ever deleted.
CREATE TABLE inspector (
    inspector_id TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    department   TEXT    NOT NULL,
    sectors      TEXT    NOT NULL,
    from_day     INTEGER NOT NULL,
    until_day    INTEGER,
    version      INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    actor        TEXT    NOT NULL
) STRICT;

-- What keeps an inspector from a merchant (回避).
CREATE TABLE recusal (
    recusal_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    inspector_id TEXT    NOT NULL REFERENCES inspector,
    merchant     TEXT    NOT NULL,
    area         TEXT    NOT NULL,
    ground       TEXT    NOT NULL CHECK (ground IN ('interest', 'kinship', 'employed', 'register')),
    from_day     INTEGER NOT NULL,
    until_day    INTEGER,
    reason       TEXT    NOT NULL,
    recorded_at  INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    ended_at     INTEGER,
    ended_by     TEXT
) STRICT;
CREATE INDEX recusal_inspector ON recusal (inspector_id, recusal_id);

-- Plans of a year (抽查计划) and the tasks of each (抽查任务).
CREATE TABLE plan (
    plan_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    year       INTEGER NOT NULL,
    title      TEXT    NOT NULL,
    sectors    TEXT    NOT NULL,
    areas      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    actor      TEXT    NOT NULL
) STRICT;

CREATE TABLE task (
    task_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id    INTEGER NOT NULL REFERENCES plan,
    title      TEXT    NOT NULL,
    sectors    TEXT    NOT NULL,
    areas      TEXT    NOT NULL,
    from_day   INTEGER NOT NULL,
    until_day  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    ended_at   INTEGER,
    ended_by   TEXT
) STRICT;
CREATE INDEX task_plan ON task (plan_id);

-- Commitments and what became of them (抽取承诺). The nonce is sealed with a key that is not in the database.
CREATE TABLE draw (
    draw_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id      INTEGER NOT NULL REFERENCES task,
    year         INTEGER NOT NULL,
    commitment   TEXT    NOT NULL UNIQUE,
    nonce_hash   TEXT    NOT NULL UNIQUE,
    nonce        TEXT    NOT NULL,
    course       TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('committed', 'drawn', 'void', 'aborted')),
    committed_at INTEGER NOT NULL,
    committed_by TEXT    NOT NULL,
    value_at     INTEGER NOT NULL,
    wait_until   INTEGER NOT NULL,
    population   INTEGER NOT NULL,
    follows      INTEGER UNIQUE,
    ended_by     TEXT,
    told         TEXT
) STRICT;
-- One commitment of a task waits or was drawn on, never two: whoever had two could choose.
CREATE UNIQUE INDEX draw_task ON draw (task_id) WHERE state IN ('committed', 'drawn');
CREATE INDEX draw_waiting ON draw (wait_until) WHERE state = 'committed';

-- The frozen inputs of a draw, which its bundle holds as well once there is one.
CREATE TABLE draw_file (
    draw_id INTEGER NOT NULL PRIMARY KEY REFERENCES draw,
    frozen  TEXT,
    bundle  TEXT
) STRICT;

-- Visits that were drawn (抽中检查对象), and what became of them.
CREATE TABLE draw_visit (
    draw_id    INTEGER NOT NULL REFERENCES draw,
    merchant   TEXT    NOT NULL,
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
    settled_at INTEGER,
    settled_by TEXT,
    PRIMARY KEY (draw_id, merchant)
) STRICT;
CREATE INDEX draw_visit_year ON draw_visit (year, merchant);
