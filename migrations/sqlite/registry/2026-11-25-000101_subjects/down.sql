DROP TABLE identifier;
DROP TABLE subject;
