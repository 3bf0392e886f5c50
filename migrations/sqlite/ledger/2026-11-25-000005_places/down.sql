ALTER TABLE import_job DROP COLUMN area;
DROP TABLE place_feed;
DROP TABLE subject_place;
