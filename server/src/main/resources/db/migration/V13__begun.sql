-- Steps that are about to run on a cluster and are not in the audit yet: what is left of them when a control plane dies.
CREATE TABLE howdah.begun (
    uid      uuid NOT NULL,
    part     text NOT NULL,
    resource text NOT NULL,
    steps    text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (uid, part)
);
