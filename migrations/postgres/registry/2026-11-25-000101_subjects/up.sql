-- A merchant, or an unregistered person who was penalised (主体). Numbers are never used again.
CREATE TABLE subject (
    subject_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    opened_at  BIGINT NOT NULL
);

-- The codes under which a subject is or was known (标识). A code names one subject for ever.
CREATE TABLE identifier (
    subject_id  BIGINT  NOT NULL REFERENCES subject,
    code        TEXT    NOT NULL COLLATE "C" UNIQUE,
    former      BOOLEAN NOT NULL,
    until_day   INTEGER,
    recorded_at BIGINT  NOT NULL,
    actor       TEXT    NOT NULL,
    PRIMARY KEY (subject_id, code)
);
