DROP INDEX import_row_resolved;
