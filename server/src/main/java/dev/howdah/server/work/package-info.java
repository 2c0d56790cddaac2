/** The queue of turns: kept in the Store, so that no wake-up is lost to a crash. */
@NullMarked
package dev.howdah.server.work;

import org.jspecify.annotations.NullMarked;
