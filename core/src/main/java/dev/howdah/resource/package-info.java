/**
 * What users write and read: the kinds, their fields, names and validation. Nothing here does I/O; the same pure
 * functions serve CLI, REST and every later door.
 */
@NullMarked
package dev.howdah.resource;

import org.jspecify.annotations.NullMarked;
