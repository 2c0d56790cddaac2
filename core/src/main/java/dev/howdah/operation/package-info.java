/** Long, ordered work that must survive a crash: stored rows, and what a stage answers. */
@NullMarked
package dev.howdah.operation;

import org.jspecify.annotations.NullMarked;
