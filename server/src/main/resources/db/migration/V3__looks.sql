-- What was found when an order was last as wanted, in numbers that are only compared: sweeps leave alone what has not
-- changed since. "secrets" counts the passwords that PostgreSQL was known to have.
CREATE TABLE howdah.looks (
    uid       uuid PRIMARY KEY REFERENCES howdah.resources ON DELETE CASCADE,
    wanted    bigint NOT NULL,
    shared    bigint NOT NULL,
    inside    bigint NOT NULL,
    secrets   integer NOT NULL,
    looked_at timestamptz NOT NULL
) WITH (fillfactor = 70);
