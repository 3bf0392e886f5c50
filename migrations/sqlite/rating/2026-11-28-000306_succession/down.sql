DROP INDEX party_subject;
DROP TABLE succession;
