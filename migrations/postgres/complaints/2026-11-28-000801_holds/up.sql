-- Filings that are held for an official's check (暂缓计入), one row for each filing and ground. Found, held, ended by
-- whom and lapsed by itself are facts of their own; a row is never deleted.
CREATE TABLE filing_hold (
    hold_id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_id  BIGINT  NOT NULL,
    key         TEXT    NOT NULL COLLATE "C",
    ground      TEXT    NOT NULL CHECK (ground IN ('repeat', 'burst', 'coordinated', 'given')),
    party       TEXT    NOT NULL,
    -- With a repetition: the filing that is repeated.
    beside      TEXT,
    found_at    BIGINT  NOT NULL,
    from_day    INTEGER NOT NULL,
    until_day   INTEGER NOT NULL,
    -- The last day needs a year whose working days are not published.
    provisional BOOLEAN NOT NULL,
    -- Was the filing held by it? What had lapsed before it was found never was.
    applied     BOOLEAN NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('held', 'lapsed', 'released', 'confirmed', 'replaced', 'gone')),
    ended_at    BIGINT,
    ended_by    TEXT,
    reason      TEXT,
    UNIQUE (subject_id, key, ground)
);
CREATE INDEX filing_hold_state ON filing_hold (state, hold_id);
