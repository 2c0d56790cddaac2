/** What the core needs from the world: clusters, the engine that changes databases, sinks, the Store. */
@NullMarked
package dev.howdah.spi;

import org.jspecify.annotations.NullMarked;
