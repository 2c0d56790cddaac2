-- Warm seats: databases that were made before anybody ordered them.
CREATE TABLE howdah.seats (
    uid        uuid PRIMARY KEY,
    cluster    uuid NOT NULL,
    -- The limits that it was made with.
    made       text NOT NULL,
    state      text NOT NULL,
    -- The order that it is kept for: one seat for each at most.
    taken_by   uuid UNIQUE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((state = 'TAKEN') = (taken_by IS NOT NULL))
);
CREATE INDEX seats_cluster ON howdah.seats (cluster, created_at);
