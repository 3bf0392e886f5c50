DROP TABLE correction_before;
