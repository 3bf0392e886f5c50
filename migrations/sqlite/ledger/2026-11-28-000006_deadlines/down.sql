DROP TABLE deadline;
