-- What restores in place have replaced, and orders that were removed for good: both can be brought back for a while.

CREATE TABLE howdah.asides (
    operation uuid PRIMARY KEY,
    order_uid uuid NOT NULL,
    namespace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    cluster   text COLLATE "C" NOT NULL,
    pg_name   text COLLATE "C" NOT NULL,
    since     timestamptz NOT NULL,
    until     timestamptz NOT NULL
);
CREATE INDEX asides_order ON howdah.asides (order_uid, since);

CREATE TABLE howdah.departed (
    uid       uuid PRIMARY KEY,
    namespace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    -- The order as it was.
    was       jsonb NOT NULL,
    purged_at timestamptz NOT NULL
);
CREATE INDEX departed_name ON howdah.departed (namespace, name, purged_at);
