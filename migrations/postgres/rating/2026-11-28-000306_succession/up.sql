-- Who may carry on whom, as registrations have ever said (承继): more than what stands, so that nobody is missed.
CREATE TABLE succession (
    predecessor BIGINT NOT NULL,
    code        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (predecessor, code)
);
CREATE INDEX succession_code ON succession (code);
CREATE INDEX party_subject ON party (subject_id);

-- What registrations said before there was this table.
INSERT INTO succession (predecessor, code)
SELECT DISTINCT fact.subject_id, named.value
FROM fact, jsonb_array_elements_text(COALESCE(fact.content::jsonb #> '{succession,by}', '[]'::jsonb)) AS named (value)
WHERE fact.kind = 'merchants';
