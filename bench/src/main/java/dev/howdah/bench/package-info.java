/** The whole system measured beside the plain tool, in one run on one machine. */
@NullMarked
package dev.howdah.bench;

import org.jspecify.annotations.NullMarked;
