-- Records of which several sources say different things stand among the disputed ones as well, also where the later one
-- stands unopposed: what each of them said last is compared (矛盾记录).
INSERT INTO disputed (subject_id, key)
SELECT subject_id, key FROM record WHERE source IS NOT NULL
GROUP BY subject_id, key HAVING count(DISTINCT source) > 1 AND count(DISTINCT content) > 1
ON CONFLICT DO NOTHING;
