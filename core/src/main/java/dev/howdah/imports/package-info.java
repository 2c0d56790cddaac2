/** Reads what users of other systems have, and says it as orders. Pure: nothing is ordered, nothing is asked. */
@NullMarked
package dev.howdah.imports;

import org.jspecify.annotations.NullMarked;
