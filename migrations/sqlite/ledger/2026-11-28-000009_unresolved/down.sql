DROP INDEX import_row_unresolved;
