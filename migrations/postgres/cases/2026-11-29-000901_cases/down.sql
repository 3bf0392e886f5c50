DROP TABLE case_limit;
DROP TABLE case_paper;
DROP TABLE case_step;
DROP FUNCTION case_step_kept();
DROP TABLE case_file;
