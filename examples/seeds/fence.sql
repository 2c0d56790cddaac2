--
-- PostgreSQL database dump
--

SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);

CREATE EXTENSION IF NOT EXISTS ltree WITH SCHEMA public;

CREATE TABLE public.client (
    client_id text PRIMARY KEY,
    name text NOT NULL
);

ALTER TABLE public.client OWNER TO fence_gen3;

COPY public.client (client_id, name) FROM stdin;
1	portal
2	workspace
\.

--
-- PostgreSQL database dump complete
--
