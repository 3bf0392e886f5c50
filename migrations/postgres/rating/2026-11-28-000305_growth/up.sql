-- The growth of complaints of a city, month by month, as it was last worked out (投诉增长).
CREATE TABLE growth (
    month      INTEGER NOT NULL PRIMARY KEY,
    known_at   BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    rules      TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    content    TEXT    NOT NULL
);

-- Growth that an official has looked at and found to be none, with so many complaints as it then had (预警不成立).
CREATE TABLE growth_dismissal (
    month      INTEGER NOT NULL,
    subject_id BIGINT NOT NULL,
    complaints BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    actor      TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    PRIMARY KEY (month, subject_id, complaints)
);
