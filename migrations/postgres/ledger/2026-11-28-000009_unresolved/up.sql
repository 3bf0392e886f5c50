-- Rows that wait because nobody knows whose they are, few among all that were ever put aside.
CREATE INDEX import_row_unresolved ON import_row (import_id, source_row)
    WHERE state = 'waiting' AND disposition = 'unresolved';
