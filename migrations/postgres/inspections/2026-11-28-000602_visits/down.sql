DROP INDEX draw_visit_second;
DROP INDEX draw_visit_first;
DROP TABLE visit_entry;
