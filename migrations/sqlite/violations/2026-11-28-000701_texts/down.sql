DROP TABLE text_release;
DROP TABLE decision_text;
