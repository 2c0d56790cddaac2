-- Long, ordered work that goes on after a crash; of one sort at a time for each part of a resource.

CREATE TABLE howdah.operations (
    uid         uuid PRIMARY KEY,
    what        text NOT NULL,
    subject     uuid NOT NULL,
    kind        text NOT NULL,
    namespace   text COLLATE "C",
    name        text COLLATE "C" NOT NULL,
    part        text NOT NULL,
    stage       text NOT NULL,
    revision    bigint NOT NULL,
    details     jsonb NOT NULL,
    tries       integer NOT NULL,
    message     text NOT NULL,
    started_by  text NOT NULL,
    started_at  timestamptz NOT NULL,
    stage_since timestamptz NOT NULL,
    deadline    timestamptz NOT NULL,
    stuck       boolean NOT NULL,
    ended_at    timestamptz,
    outcome     text
);
CREATE UNIQUE INDEX operations_one ON howdah.operations (subject, what, part) WHERE ended_at IS NULL;
CREATE INDEX operations_started ON howdah.operations (started_at);

-- What a login is to its role: credentials name it (CURRENT), are about to (COMING), or did (LEAVING). A control plane
-- that does not know this column knows the first logins alone, whose passwords were all there was before.
ALTER TABLE howdah.passwords ADD COLUMN use text NOT NULL DEFAULT 'CURRENT';
