/** Says what Howdah can and can't do on a server: one line for each thing, with a reason and a hint. */
@NullMarked
package dev.howdah.postgres.check;

import org.jspecify.annotations.NullMarked;
