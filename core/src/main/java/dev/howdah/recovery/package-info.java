/** Stories that keep data and bring it back. */
@NullMarked
package dev.howdah.recovery;

import org.jspecify.annotations.NullMarked;
