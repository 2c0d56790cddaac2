/** The one reconciler: observe, plan, run, look again. */
@NullMarked
package dev.howdah.reconcile;

import org.jspecify.annotations.NullMarked;
