/** What is counted, for Prometheus. No label ever names a tenant. */
@NullMarked
package dev.howdah.server.metrics;

import org.jspecify.annotations.NullMarked;
