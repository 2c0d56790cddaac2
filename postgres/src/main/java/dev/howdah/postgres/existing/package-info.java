/** PostgreSQL servers that somebody else runs: found, looked at, shut to PUBLIC by consent, never touched otherwise. */
@NullMarked
package dev.howdah.postgres.existing;

import org.jspecify.annotations.NullMarked;
