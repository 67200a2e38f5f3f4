-- people and programs that may use the API, and the devices that no longer may
CREATE TABLE operator (
    name                 text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._@-]{0,62}$'),
    password_hash        text        NOT NULL,
    roles                text[]      NOT NULL,
    must_change_password boolean     NOT NULL,
    created_at           timestamptz NOT NULL
);

CREATE TABLE api_token (
    id            text PRIMARY KEY,
    name          text        NOT NULL,
    secret_sha256 bytea       NOT NULL,
    roles         text[]      NOT NULL,
    created_by    text        NOT NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz,
    last_used_at  timestamptz
);

CREATE TABLE denied_device (
    device    text PRIMARY KEY,
    denied_at timestamptz NOT NULL
);
