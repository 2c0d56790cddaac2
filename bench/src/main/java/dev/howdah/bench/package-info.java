/** The bench module. */
@NullMarked
package dev.howdah.bench;

import org.jspecify.annotations.NullMarked;
