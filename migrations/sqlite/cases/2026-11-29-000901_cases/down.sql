DROP TABLE case_limit;
DROP TABLE case_paper;
DROP TABLE case_step;
DROP TABLE case_file;
