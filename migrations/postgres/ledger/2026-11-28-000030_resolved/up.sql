-- Rows of which it was said whose they are, by when: whoever reads the journal may not have come to their records yet.
CREATE INDEX import_row_resolved ON import_row (settled_at)
    WHERE state = 'kept' AND disposition = 'unresolved';
