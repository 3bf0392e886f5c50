DROP TABLE mapping;
DROP TABLE import_row;
DROP TABLE import_chunk;
DROP TABLE import_job;
