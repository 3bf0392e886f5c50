DROP TABLE deadline_event;
