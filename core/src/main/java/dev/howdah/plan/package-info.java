/** The difference between what is wanted and what is, as data: pure planners, plans, steps. */
@NullMarked
package dev.howdah.plan;

import org.jspecify.annotations.NullMarked;
