-- Filings that are held for an official's check (暂缓计入), one row for each filing and ground. Found, held, ended by
-- whom and lapsed by itself are facts of their own; a row is never deleted.
CREATE TABLE filing_hold (
    hold_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    subject_id  INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    ground      TEXT    NOT NULL CHECK (ground IN ('repeat', 'burst', 'coordinated', 'given')),
    party       TEXT    NOT NULL,
    -- With a repetition: the filing that is repeated.
    beside      TEXT,
    found_at    INTEGER NOT NULL,
    from_day    INTEGER NOT NULL,
    until_day   INTEGER NOT NULL,
    -- The last day needs a year whose working days are not published.
    provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
    -- Was the filing held by it? What had lapsed before it was found never was.
    applied     INTEGER NOT NULL CHECK (applied IN (0, 1)),
    state       TEXT    NOT NULL CHECK (state IN ('held', 'lapsed', 'released', 'confirmed', 'replaced', 'gone')),
    ended_at    INTEGER,
    ended_by    TEXT,
    reason      TEXT,
    UNIQUE (subject_id, key, ground)
) STRICT;
CREATE INDEX filing_hold_state ON filing_hold (state, hold_id);
