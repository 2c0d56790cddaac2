/** The cli module. */
@NullMarked
package dev.howdah.cli;

import org.jspecify.annotations.NullMarked;
