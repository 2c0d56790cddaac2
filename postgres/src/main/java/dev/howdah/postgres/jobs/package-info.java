/** Programs that go on when the control plane dies, and are found again by the next one. */
@NullMarked
package dev.howdah.postgres.jobs;

import org.jspecify.annotations.NullMarked;
