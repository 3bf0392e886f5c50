-- Visits that came in as one request (检查录入): what the device said and what it was answered, under the device's key.
CREATE TABLE visit_entry (
    visit_key  TEXT    NOT NULL PRIMARY KEY,
    merchant   TEXT    NOT NULL,
    entry      TEXT    NOT NULL,
    answer     TEXT    NOT NULL,
    entered_at INTEGER NOT NULL,
    actor      TEXT    NOT NULL
) STRICT;
-- What an inspector has still to visit.
CREATE INDEX draw_visit_first ON draw_visit (first_id) WHERE state = 'open';
CREATE INDEX draw_visit_second ON draw_visit (second_id) WHERE state = 'open';
