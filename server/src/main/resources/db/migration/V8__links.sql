-- Links: logins of applications' own on databases that are shared with them.

CREATE TABLE howdah.links (
    uid     uuid PRIMARY KEY REFERENCES howdah.resources (uid) ON DELETE CASCADE,
    -- Its name in PostgreSQL: a-b/c and a/b-c want the same one.
    login   text COLLATE "C" NOT NULL UNIQUE,
    -- The link's generation when its database's turn last saw its login work; 0: nobody logs in with it.
    seen    bigint NOT NULL DEFAULT 0,
    -- What keeps that turn from making the login.
    trouble text NOT NULL DEFAULT ''
);
CREATE INDEX resources_links ON howdah.resources
    ((spec -> 'database' ->> 'namespace'), (spec -> 'database' ->> 'name')) WHERE kind = 'Link';
