/** Databases copied by pg_dump and pg_restore: the last dump before a drop, and archives that others are filled from. */
@NullMarked
package dev.howdah.postgres.dump;

import org.jspecify.annotations.NullMarked;
