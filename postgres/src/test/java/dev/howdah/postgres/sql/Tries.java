package dev.howdah.postgres.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Ways in which tenant A tries to reach tenant B or the platform from inside its own database. {@code {me}} is the role
 * that tries, {@code {db}} its database; {@code {B}} is B's admin, {@code {Bw}} and {@code {Br}} its others,
 * {@code {bdb}} B's database; {@code {P}} is the platform's login; {@code {bpid}} and {@code {ppid}} are sessions of
 * B and of the platform.
 */
final class Tries {

    /**
     * @param sql what is tried; all but the last statement only prepare and may fail
     * @param states SQLSTATEs that count as a refusal
     */
    record Try(String name, List<String> sql, Set<String> states) {

        Try or(String... more) {
            Set<String> all = new java.util.TreeSet<>(states);
            all.addAll(List.of(more));
            return new Try(name, sql, all);
        }
    }

    private static final List<Try> ALL = new ArrayList<>();

    private static void refused(String name, String... sql) {
        add(new Try(name, List.of(sql), Set.of("42501")));
    }

    private static void add(Try t) {
        ALL.add(t);
    }

    private static Try with(String name, String... sql) {
        return new Try(name, List.of(sql), Set.of("42501"));
    }

    private Tries() {}

    static List<Try> all() {
        return List.copyOf(ALL);
    }

    static {
        becoming();
        roles();
        databases();
        files();
        code();
        catalogs();
        sessions();
        server();
    }

    private static void becoming() {
        refused("become B's admin", "SET ROLE {B}");
        refused("become B's write role", "SET ROLE {Bw}");
        refused("become B's read role", "SET ROLE {Br}");
        refused("become B's second login", "SET ROLE {Balt}");
        refused("become the platform", "SET ROLE {P}");
        refused("become the platform by setting", "SELECT set_config('role', {p}, false)");
        refused("authorise the session as B", "SET SESSION AUTHORIZATION {B}");
        refused("authorise the session as the platform", "SET SESSION AUTHORIZATION {P}");
        refused("take B's role", "GRANT {B} TO {me}");
        refused("take the platform's role", "GRANT {P} TO {me}");
        for (String role : List.of(
                "pg_read_all_data",
                "pg_write_all_data",
                "pg_monitor",
                "pg_signal_backend",
                "pg_read_server_files",
                "pg_write_server_files",
                "pg_execute_server_program",
                "pg_checkpoint")) {
            refused("take " + role, "GRANT " + role + " TO {me}");
        }
        refused("become pg_read_all_data", "SET ROLE pg_read_all_data");
        refused("add oneself to B by ALTER GROUP", "ALTER GROUP {B} ADD USER {me}");
    }

    private static void roles() {
        refused("change B's password", "ALTER ROLE {B} PASSWORD 'x'");
        refused("change the platform's password", "ALTER ROLE {P} PASSWORD 'x'");
        refused("rename B's role", "ALTER ROLE {B} RENAME TO x");
        refused("put a setting on B's role", "ALTER ROLE {B} SET search_path = evil");
        refused("put a setting on the platform's role", "ALTER ROLE {P} SET search_path = evil");
        refused("put a setting on everybody", "ALTER ROLE ALL SET search_path = evil");
        refused("put a setting on everybody here", "ALTER ROLE ALL IN DATABASE {db} SET search_path = evil");
        refused("lock B out", "ALTER ROLE {B} NOLOGIN");
        refused("let B's password expire", "ALTER ROLE {B} VALID UNTIL '2000-01-01'");
        for (String flag : List.of("SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS")) {
            refused("become " + flag, "ALTER ROLE {me} " + flag);
        }
        refused("lift one's own connection limit", "ALTER ROLE {me} CONNECTION LIMIT -1");
        refused("create a role", "CREATE ROLE evil");
        refused("create a login named like the platform's", "CREATE USER \"{p-name}-2\" PASSWORD 'x'");
        refused("drop B's role", "DROP ROLE {Br}");
        refused("comment on B's role", "COMMENT ON ROLE {B} IS 'howdah: mine'");
        refused("comment on one's own role", "COMMENT ON ROLE {me} IS 'howdah: mine'");
        add(with("label B's role", "SECURITY LABEL ON ROLE {B} IS 'x'").or("22023"));
        refused("take what B owns", "REASSIGN OWNED BY {B} TO {me}");
        refused("give the platform what one owns", "REASSIGN OWNED BY {me} TO {P}");
        refused("drop what B owns", "DROP OWNED BY {B}");
        refused("drop what the platform owns", "DROP OWNED BY {P}");
        refused("set B's default privileges", "ALTER DEFAULT PRIVILEGES FOR ROLE {B} GRANT ALL ON TABLES TO {me}");
        refused(
                "set the platform's default privileges",
                "ALTER DEFAULT PRIVILEGES FOR ROLE {P} GRANT ALL ON TABLES TO {me}");
    }

    private static void databases() {
        refused("drop B's database", "DROP DATABASE {bdb}");
        refused("drop B's database by force", "DROP DATABASE {bdb} WITH (FORCE)");
        refused("drop the maintenance database", "DROP DATABASE postgres");
        refused("rename B's database", "ALTER DATABASE {bdb} RENAME TO x");
        refused("own B's database", "ALTER DATABASE {bdb} OWNER TO {me}");
        refused("put a setting on B's database", "ALTER DATABASE {bdb} SET search_path = evil");
        refused("shut B's database", "ALTER DATABASE {bdb} ALLOW_CONNECTIONS false");
        refused("comment on B's database", "COMMENT ON DATABASE {bdb} IS 'howdah: mine'");
        refused("let oneself into B's database", "GRANT CONNECT ON DATABASE {bdb} TO {me}");
        refused("lock B out of its database", "REVOKE CONNECT ON DATABASE {bdb} FROM {B}");
        refused("drop one's own database", "DROP DATABASE {db}");
        refused("rename one's own database", "ALTER DATABASE {db} RENAME TO x");
        refused("put a setting on one's own database", "ALTER DATABASE {db} SET search_path = evil");
        refused("take one's own database", "ALTER DATABASE {db} OWNER TO {me}");
        refused("take the marker off", "COMMENT ON DATABASE {db} IS NULL");
        refused("create a database", "CREATE DATABASE evil");
        refused("copy B's database", "CREATE DATABASE evil TEMPLATE {bdb}");
        refused("measure B's database", "SELECT pg_database_size({bdb-text})");
        refused("create a tablespace", "CREATE TABLESPACE evil LOCATION '/tmp'");
        add(with("put a table among the shared ones", "CREATE TABLE evil () TABLESPACE pg_global")
                .or("22023"));
        refused("make a schema for the platform", "CREATE SCHEMA evil AUTHORIZATION {P}");
        refused("make a schema for B", "CREATE SCHEMA evil AUTHORIZATION {B}");
        refused("give the platform one's schema", "ALTER SCHEMA public OWNER TO {P}");
        // only the admin can make the thing at all
        add(with(
                        "give the platform a function that runs as its owner",
                        "CREATE FUNCTION public.evil() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
                        "ALTER FUNCTION public.evil() OWNER TO {P}")
                .or("42883"));
        add(with(
                        "give the platform a table with a trap",
                        "CREATE TABLE public.evil (x int)",
                        "ALTER TABLE public.evil OWNER TO {P}")
                .or("42P01"));
    }

    private static void files() {
        refused("read a file", "SELECT pg_read_file('postgresql.conf')");
        refused("read a file by full name", "SELECT pg_read_file('/etc/passwd')");
        refused("read a file's bytes", "SELECT pg_read_binary_file('global/pg_control')");
        refused("list a directory", "SELECT pg_ls_dir('.')");
        refused("look at a file", "SELECT pg_stat_file('base')");
        refused("list the log", "SELECT pg_ls_logdir()");
        refused("list the write-ahead log", "SELECT pg_ls_waldir()");
        refused("list temporary files", "SELECT pg_ls_tmpdir()");
        refused("find the log", "SELECT pg_current_logfile()");
        refused("run a program with a query's rows", "COPY (SELECT 1) TO PROGRAM 'touch /tmp/evil'");
        refused("load a program's output", "CREATE TEMP TABLE t (x text)", "COPY t FROM PROGRAM 'id'");
        refused("write a file", "COPY (SELECT 1) TO '/tmp/evil'");
        refused("load a file", "CREATE TEMP TABLE t (x text)", "COPY t FROM '/etc/passwd'");
        refused("import a large object", "SELECT lo_import('/etc/passwd')");
        refused("export a large object", "SELECT lo_export(lo_creat(-1), '/tmp/evil')");
    }

    private static void code() {
        for (String extension : List.of(
                "dblink",
                "postgres_fdw",
                "file_fdw",
                "pg_stat_statements",
                "pageinspect",
                "adminpack",
                "pg_buffercache",
                "pg_walinspect",
                "plpython3u",
                "plperlu")) {
            // some are not on every machine
            add(with("install " + extension, "CREATE EXTENSION " + extension).or("0A000", "58P01"));
        }
        refused("drop plpgsql", "DROP EXTENSION plpgsql CASCADE");
        refused("add a function to plpgsql", "ALTER EXTENSION plpgsql ADD SCHEMA public");
        refused("write a function in C", "CREATE FUNCTION public.evil() RETURNS int LANGUAGE c AS '/tmp/evil', 'evil'");
        refused(
                "write an internal function",
                "CREATE FUNCTION public.evil(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all'");
        add(with("make a language", "CREATE LANGUAGE evil HANDLER plpgsql_call_handler")
                .or("42883"));
        refused("load a library", "LOAD '/tmp/evil'");
        refused(
                "create an event trigger",
                "CREATE FUNCTION public.evil() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "CREATE EVENT TRIGGER evil ON ddl_command_end EXECUTE FUNCTION public.evil()");
        refused("create a foreign data wrapper", "CREATE FOREIGN DATA WRAPPER evil");
        refused(
                "subscribe to another server",
                "CREATE SUBSCRIPTION evil CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false)");
        refused("publish all tables", "CREATE PUBLICATION evil FOR ALL TABLES");
        refused("make an access method", "CREATE ACCESS METHOD evil TYPE INDEX HANDLER bthandler");
        refused("make a cast between built-in types", "CREATE CAST (text AS bigint) WITH INOUT AS IMPLICIT");
        refused(
                "replace a built-in function",
                "CREATE OR REPLACE FUNCTION pg_catalog.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL'");
        refused(
                "plant a function in pg_catalog",
                "CREATE FUNCTION pg_catalog.evil() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        refused("plant a table in pg_catalog", "CREATE TABLE pg_catalog.evil ()");
        add(with("plant a table in information_schema", "CREATE TABLE information_schema.evil ()"));
        refused("drop a built-in function", "DROP FUNCTION pg_catalog.shobj_description(oid, name)");
        refused("give oneself a file function", "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {me}");
        refused("give oneself a setting", "GRANT SET ON PARAMETER log_statement TO {me}");
    }

    private static void catalogs() {
        for (String catalog : List.of(
                "pg_authid",
                "pg_shadow",
                "pg_user_mapping",
                "pg_statistic",
                "pg_largeobject",
                "pg_hba_file_rules",
                "pg_ident_file_mappings",
                "pg_file_settings",
                "pg_shmem_allocations",
                "pg_backend_memory_contexts",
                "pg_config",
                "pg_replication_origin_status")) {
            refused("read " + catalog, "SELECT * FROM " + catalog);
        }
        refused("read subscriptions' passwords", "SELECT subconninfo FROM pg_subscription");
        refused("write pg_database", "UPDATE pg_database SET datacl = NULL");
        refused("write pg_authid", "UPDATE pg_authid SET rolsuper = true");
        refused("write pg_auth_members", "DELETE FROM pg_auth_members");
        refused("write pg_proc", "UPDATE pg_proc SET prosecdef = true");
        refused("allow writes to catalogs", "SET allow_system_table_mods = on");
        refused("lock pg_database", "BEGIN", "LOCK TABLE pg_database IN ACCESS EXCLUSIVE MODE");
        refused("lock pg_authid", "BEGIN", "LOCK TABLE pg_authid IN ACCESS EXCLUSIVE MODE");
        refused(
                "put a trigger on pg_class",
                "CREATE TRIGGER evil AFTER INSERT ON pg_class FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()");
        refused("index pg_class", "CREATE INDEX evil ON pg_class (relname)");
        refused("rebuild the system's indexes", "REINDEX SYSTEM {db}");
    }

    private static void sessions() {
        refused("end B's session", "SELECT pg_terminate_backend({bpid})");
        refused("cancel B's query", "SELECT pg_cancel_backend({bpid})");
        refused("end the platform's session", "SELECT pg_terminate_backend({ppid})");
        refused("cancel the platform's query", "SELECT pg_cancel_backend({ppid})");
        refused("log B's memory", "SELECT pg_log_backend_memory_contexts({bpid})");
        refused("forget statistics", "SELECT pg_stat_reset()");
        refused("forget shared statistics", "SELECT pg_stat_reset_shared('bgwriter')");
        refused("make a replication slot", "SELECT pg_create_physical_replication_slot('evil')");
        add(with("make a logical slot", "SELECT pg_create_logical_replication_slot('evil', 'test_decoding')")
                .or("55000"));
        refused("make a replication origin", "SELECT pg_replication_origin_create('evil')");
        add(with("keep a transaction prepared", "BEGIN", "PREPARE TRANSACTION 'evil'")
                .or("55000"));
    }

    private static void server() {
        refused("change the server's settings", "ALTER SYSTEM SET log_statement = 'none'");
        refused("reload the server's settings", "SELECT pg_reload_conf()");
        refused("rotate the server's log", "SELECT pg_rotate_logfile()");
        refused("switch the write-ahead log", "SELECT pg_switch_wal()");
        refused("make a restore point", "SELECT pg_create_restore_point('evil')");
        refused("pause recovery", "SELECT pg_wal_replay_pause()");
        refused("promote", "SELECT pg_promote()");
        refused("force a checkpoint", "CHECKPOINT");
        for (String setting : List.of(
                "log_statement = 'none'",
                "session_preload_libraries = 'evil'",
                "session_replication_role = 'replica'",
                "zero_damaged_pages = on",
                "ignore_checksum_failure = on",
                "dynamic_library_path = '/tmp'",
                "log_min_messages = 'panic'",
                "temp_file_limit = -1",
                "track_activities = off",
                "lc_messages = 'C'",
                "debug_discard_caches = 0",
                "backtrace_functions = 'x'")) {
            // 55P02 and 22023: not on this build
            add(with("set " + setting, "SET " + setting).or("55P02"));
        }
        refused("keep a library for oneself", "ALTER ROLE {me} SET session_preload_libraries = 'evil'");
        add(with("keep a log setting for oneself", "ALTER ROLE {me} SET log_statement = 'none'"));
    }
}
