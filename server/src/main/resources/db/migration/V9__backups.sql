-- What backups there are. Their engines' repositories are what counts: rows are written again from them.

CREATE TABLE howdah.backups (
    uid          uuid PRIMARY KEY,
    cluster      uuid NOT NULL,
    cluster_name text COLLATE "C" NOT NULL,
    -- The order that it is of; null: all databases of the cluster.
    order_uid    uuid,
    namespace    text COLLATE "C",
    name         text COLLATE "C",
    engine       text NOT NULL,
    label        text COLLATE "C" NOT NULL,
    type         text NOT NULL,
    repository   integer NOT NULL,
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz NOT NULL,
    bytes        bigint NOT NULL,
    stored       bigint NOT NULL,
    checksum     text,
    -- When it was last read and found to be as its checksums say.
    checked_at   timestamptz,
    -- What is wrong with it.
    trouble      text,
    details      jsonb NOT NULL
);
CREATE UNIQUE INDEX backups_label ON howdah.backups
    (cluster, engine, repository, (coalesce(order_uid, '00000000-0000-0000-0000-000000000000'::uuid)), label);
CREATE INDEX backups_order ON howdah.backups (order_uid);
CREATE INDEX backups_started ON howdah.backups (started_at);

-- How it stands with what clusters write between backups, and with their repositories.
CREATE TABLE howdah.archives (
    cluster      uuid PRIMARY KEY,
    -- All that was committed before is in every repository.
    safe         timestamptz,
    lag_millis   bigint NOT NULL DEFAULT 0,
    failing      text,
    at           timestamptz NOT NULL,
    -- What stands in the way of reading the repositories.
    trouble      text,
    -- What the last backup of the cluster failed with, unless one went well since.
    failed       text,
    verified_at  timestamptz,
    -- What orders want kept; less from then on only: a database that is gone for good can be restored for as long as it was told.
    keep_seconds bigint NOT NULL DEFAULT 0,
    keep_until   timestamptz
);

-- What drills found.
CREATE TABLE howdah.restore_tests (
    uid       uuid PRIMARY KEY,
    order_uid uuid NOT NULL,
    namespace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    cluster   text COLLATE "C" NOT NULL,
    at        timestamptz NOT NULL,
    millis    bigint NOT NULL,
    ok        boolean NOT NULL,
    -- The time that was restored.
    point     timestamptz,
    message   text NOT NULL,
    details   jsonb NOT NULL
);
CREATE INDEX restore_tests_order ON howdah.restore_tests (order_uid, at DESC);
