-- Texts of decisions as they were served (决定书正文), unmasked: no other service and no public answer has them. Every
-- version stays, the last counts. A text belongs to the party for which it was put.
CREATE TABLE decision_text (
    subject_id  BIGINT  NOT NULL,
    key         TEXT    NOT NULL COLLATE "C",
    version     INTEGER NOT NULL CHECK (version > 0),
    content     TEXT    NOT NULL,
    -- Names of natural persons in it, as JSON (自然人姓名): masking hides them wherever they stand.
    persons     TEXT    NOT NULL,
    recorded_at BIGINT  NOT NULL,
    actor       TEXT    NOT NULL,
    reason      TEXT,
    PRIMARY KEY (subject_id, key, version)
);

-- Releases of masked texts for publication, and their withdrawals (放行与撤回). The last one of a text counts.
CREATE TABLE text_release (
    subject_id   BIGINT  NOT NULL,
    key          TEXT    NOT NULL COLLATE "C",
    number       INTEGER NOT NULL CHECK (number > 0),
    text_version INTEGER NOT NULL,
    -- SHA-256 of the masked text that was looked at; nothing of a withdrawal.
    digest       TEXT,
    recorded_at  BIGINT  NOT NULL,
    actor        TEXT    NOT NULL,
    reason       TEXT,
    PRIMARY KEY (subject_id, key, number)
);
