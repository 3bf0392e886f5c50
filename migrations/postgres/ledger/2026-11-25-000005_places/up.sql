-- The area in which a subject is registered (所在区划), as the registry's feed says it. Who is limited to an area
-- sees nobody who has no row here.
CREATE TABLE subject_place (
    subject_id BIGINT PRIMARY KEY,
    area       TEXT    NOT NULL COLLATE "C"
);
CREATE INDEX subject_place_area ON subject_place (area, subject_id);

-- How far the feed has been followed that fills it.
CREATE TABLE place_feed (
    feed   TEXT NOT NULL COLLATE "C" PRIMARY KEY,
    cursor TEXT NOT NULL
);

-- The area to which whoever handed the file in was limited.
ALTER TABLE import_job ADD COLUMN area TEXT;
