-- Few codes are former ones, and those are looked for by their beginning.
CREATE INDEX identifier_former ON identifier (code) WHERE former;
