/** Backups of local clusters as a whole, by pgBackRest. */
@NullMarked
package dev.howdah.postgres.pgbackrest;

import org.jspecify.annotations.NullMarked;
