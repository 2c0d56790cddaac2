/** The last dump of a database before it is dropped, by pg_dump. */
@NullMarked
package dev.howdah.postgres.dump;

import org.jspecify.annotations.NullMarked;
