-- What the public could see of an item before it was corrected (更正前的公示日期), and when whoever keeps a list had taken it
-- off: put down before anything is commanded, since afterwards nobody can tell any more, and kept while it is tried again.
CREATE TABLE correction_before (
    subject_id  INTEGER NOT NULL,
    case_no     INTEGER NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    -- Days on which it was public, as JSON: first day and first day after, by their numbers (公示日期).
    public      TEXT    NOT NULL,
    -- When the order was answered (名单执行时间); nothing before that, or where no list was commanded.
    answered_at INTEGER,
    PRIMARY KEY (subject_id, case_no, number)
) STRICT, WITHOUT ROWID;
