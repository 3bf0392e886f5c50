DROP TABLE correction_recipient;
DROP TABLE correction;
