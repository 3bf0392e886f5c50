DROP TABLE growth_dismissal;
DROP TABLE growth;
