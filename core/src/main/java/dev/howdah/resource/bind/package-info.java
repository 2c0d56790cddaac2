/**
 * Documents to records and records to JSON Schema, by one walk over the records' components. Knows nothing of
 * resources.
 */
@NullMarked
package dev.howdah.resource.bind;

import org.jspecify.annotations.NullMarked;
