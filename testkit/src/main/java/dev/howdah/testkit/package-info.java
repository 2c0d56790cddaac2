/** The testkit module. */
@NullMarked
package dev.howdah.testkit;

import org.jspecify.annotations.NullMarked;
