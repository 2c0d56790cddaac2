/** PostgreSQL servers that Howdah runs itself: the Store's and those of provider {@code local}. */
@NullMarked
package dev.howdah.postgres.local;

import org.jspecify.annotations.NullMarked;
