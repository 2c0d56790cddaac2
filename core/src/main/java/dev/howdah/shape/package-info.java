/** The shapes in which consumers want credentials: exact keys and texts, each escaped as its reader expects. Pure. */
@NullMarked
package dev.howdah.shape;

import org.jspecify.annotations.NullMarked;
