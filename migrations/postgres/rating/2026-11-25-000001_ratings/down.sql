DROP TABLE peers;
DROP TABLE issued;
DROP TABLE rated;
DROP TABLE pending;
DROP TABLE party;
DROP TABLE note;
DROP TABLE fact;
