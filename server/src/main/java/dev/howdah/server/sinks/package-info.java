/** Sinks that need no library of their own. */
@NullMarked
package dev.howdah.server.sinks;

import org.jspecify.annotations.NullMarked;
