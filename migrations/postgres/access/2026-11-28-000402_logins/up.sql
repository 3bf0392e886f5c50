-- Logins that are under way at the provider of identities (统一身份认证). Each is finished once, by the browser that
-- began it; state and browser lie here as digests.
CREATE TABLE login (
    state      TEXT    NOT NULL COLLATE "C" PRIMARY KEY,
    browser    TEXT    NOT NULL,
    nonce      TEXT    NOT NULL,
    verifier   TEXT    NOT NULL,
    return_to  TEXT    NOT NULL,
    expires_at BIGINT  NOT NULL
);
CREATE INDEX login_expires_at ON login (expires_at);
