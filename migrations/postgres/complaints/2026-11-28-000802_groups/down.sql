DROP TABLE group_dismissal;
