-- Credentials in sinks other than the builtin one. A row outlives its order until its secret is out of the sink.

CREATE TABLE howdah.deliveries (
    uid          uuid PRIMARY KEY,
    owner        uuid NOT NULL,
    owner_kind   text NOT NULL,
    namespace    text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    role_name    text NOT NULL,
    sink         text COLLATE "C" NOT NULL,
    place        text COLLATE "C" NOT NULL,
    wish         jsonb NOT NULL,
    leaving      boolean NOT NULL DEFAULT false,
    -- Whether something may have been written already.
    begun        boolean NOT NULL DEFAULT false,
    -- Keyed fingerprint of what the sink was last seen to hold.
    print        text NOT NULL DEFAULT '',
    delivered_at timestamptz,
    checked_at   timestamptz,
    reason       text,
    message      text NOT NULL DEFAULT '',
    failures     integer NOT NULL DEFAULT 0,
    UNIQUE (sink, place)
);
CREATE INDEX deliveries_owner ON howdah.deliveries (owner);
