/** Servers restored by pgBackRest to look at, or copy from, what one database was at a moment. */
@NullMarked
package dev.howdah.postgres.scratch;

import org.jspecify.annotations.NullMarked;
