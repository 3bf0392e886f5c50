DROP TABLE deadline;
DELETE FROM place_feed WHERE feed = 'deadlines';
