package dev.howdah.postgres.local;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a server is.
 *
 * @param root its directory, which PostgreSQL's user can enter
 * @param socket the directory of the platform's own socket
 * @param port empty: it was never configured
 * @param major version that made its data; empty: it has none
 * @param user of the operating system that runs it
 */
public record Site(
        String name,
        Path root,
        Path data,
        Path socket,
        Optional<Integer> port,
        Optional<Integer> major,
        OsUser user,
        Archiver archiver) {}
