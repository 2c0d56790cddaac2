-- Scripts that run in databases which are being filled. They are no part of what is shown of an operation, and go with its end.
CREATE TABLE howdah.scripts (
    operation uuid PRIMARY KEY REFERENCES howdah.operations (uid) ON DELETE CASCADE,
    script    text NOT NULL
);

-- Which orders were said to be about to expire, and when they would: given more time they are warned of again.
CREATE TABLE howdah.expiry_warnings (
    uid        uuid NOT NULL REFERENCES howdah.resources (uid) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    ahead      interval NOT NULL,
    PRIMARY KEY (uid, expires_at, ahead)
);
