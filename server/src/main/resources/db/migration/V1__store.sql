-- Howdah's Store. Migrations only add, so that an old and a new control plane can work side by side during an upgrade.

CREATE SEQUENCE howdah.versions;

CREATE TABLE howdah.resources (
    uid                   uuid PRIMARY KEY,
    kind                  text COLLATE "C" NOT NULL,
    namespace             text COLLATE "C",
    name                  text COLLATE "C" NOT NULL,
    generation            bigint NOT NULL,
    resource_version      bigint NOT NULL DEFAULT nextval('howdah.versions'),
    spec                  jsonb NOT NULL,
    labels                jsonb NOT NULL,
    annotations           jsonb NOT NULL,
    status                jsonb NOT NULL,
    seated                boolean NOT NULL DEFAULT false,
    purge                 boolean NOT NULL DEFAULT false,
    created_at            timestamptz NOT NULL,
    deletion_requested_at timestamptz
);
-- Uniqueness, look-up by name and the order of pages, all in one.
CREATE UNIQUE INDEX resources_name ON howdah.resources (kind, (coalesce(namespace, '')), name);
CREATE INDEX resources_labels ON howdah.resources USING gin (labels jsonb_path_ops);
CREATE INDEX resources_cluster ON howdah.resources ((spec ->> 'cluster')) WHERE kind = 'Database';

-- Who owns a database's name in PostgreSQL: a-b/c and a/b-c want the same one. One row for each live, trashed and
-- released order.
CREATE TABLE howdah.claims (
    pg_name   text COLLATE "C" PRIMARY KEY,
    uid       uuid NOT NULL UNIQUE,
    cluster   text NOT NULL,
    namespace text NOT NULL,
    name      text NOT NULL
);

-- Protected databases whose order is gone.
CREATE TABLE howdah.released (
    uid       uuid PRIMARY KEY,
    namespace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    cluster   text NOT NULL,
    pg_name   text NOT NULL,
    at        timestamptz NOT NULL,
    UNIQUE (namespace, name)
);

CREATE TABLE howdah.passwords (
    uid         uuid NOT NULL,
    role        text NOT NULL,
    slot        text NOT NULL,
    key_id      text NOT NULL,
    nonce       bytea NOT NULL,
    ciphertext  bytea NOT NULL,
    fingerprint bytea NOT NULL,
    settled     boolean NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL DEFAULT now(),
    settled_at  timestamptz,
    PRIMARY KEY (uid, role, slot)
);

CREATE TABLE howdah.events (
    id        bigserial PRIMARY KEY,
    at        timestamptz NOT NULL,
    kind      text NOT NULL,
    namespace text,
    name      text NOT NULL,
    uid       uuid,
    warning   boolean NOT NULL,
    reason    text NOT NULL,
    message   text NOT NULL
);
CREATE INDEX events_about ON howdah.events (kind, name, id);
CREATE INDEX events_namespace ON howdah.events (namespace, id);
CREATE INDEX events_at ON howdah.events (at);

CREATE TABLE howdah.audit (
    id         bigserial PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      text NOT NULL,
    action     text NOT NULL,
    resource   text,
    uid        uuid,
    detail     text NOT NULL,
    statements text[] NOT NULL
);
CREATE INDEX audit_resource ON howdah.audit (resource, id);

CREATE FUNCTION howdah.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON howdah.audit
    FOR EACH STATEMENT EXECUTE FUNCTION howdah.refuse_change();
-- ALWAYS: also for sessions that switch triggers off with session_replication_role.
ALTER TABLE howdah.audit ENABLE ALWAYS TRIGGER audit_is_append_only;

-- "right" would be a reserved word.
CREATE TABLE howdah.tokens (
    name         text COLLATE "C" PRIMARY KEY,
    hash         bytea NOT NULL UNIQUE,
    may          text NOT NULL,
    namespace    text,
    created_at   timestamptz NOT NULL,
    created_by   text NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);

-- db-scheduler's table, with one column more: a wake-up that came while a turn ran.
CREATE TABLE howdah.scheduled_tasks (
    task_name            text NOT NULL,
    task_instance        text NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint NOT NULL,
    priority             smallint,
    again_at             timestamptz,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_due ON howdah.scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_heartbeat ON howdah.scheduled_tasks (last_heartbeat);
