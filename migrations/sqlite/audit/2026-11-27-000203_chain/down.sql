INSERT INTO audit_unchained (at, who, role, department, action, target, merchant, status, purpose, request_id, part)
    SELECT at, who, role, department, action, target, merchant, status, purpose, request_id, part
    FROM audit_entry ORDER BY number;
DROP TABLE audit_checkpoint;
DROP TABLE audit_head;
DROP TABLE audit_entry;
ALTER TABLE audit_unchained RENAME TO audit_entry;
CREATE INDEX audit_entry_merchant ON audit_entry (part, merchant);
CREATE INDEX audit_entry_who ON audit_entry (who, entry_id);
