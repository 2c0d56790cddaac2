/** Dumps that somebody has: where they are, what they are, and how they get here. Everything in them may be an attack. */
@NullMarked
package dev.howdah.postgres.seed;

import org.jspecify.annotations.NullMarked;
