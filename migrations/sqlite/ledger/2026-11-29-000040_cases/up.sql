-- Of what was recorded about a case (案号): a filing that led to it, what was found, and the penalties that came of it. Few
-- records name one, and the texts of the others are not taken apart.
CREATE INDEX record_case ON record (coalesce(content ->> '$.case_no', content ->> '$.handling.case_no'))
    WHERE standing = 1 AND instr(content, '"case_no"') > 0;
