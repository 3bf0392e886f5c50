DROP TABLE draw_visit;
DROP TABLE draw_file;
DROP TABLE draw;
DROP TABLE task;
DROP TABLE plan;
DROP TABLE recusal;
DROP TABLE inspector;
