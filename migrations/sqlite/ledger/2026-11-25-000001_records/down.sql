DROP TABLE record;
