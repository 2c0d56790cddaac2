/** YAML and JSON as a small tree that knows its lines: reading within limits, writing. Knows nothing of resources. */
@NullMarked
package dev.howdah.resource.yaml;

import org.jspecify.annotations.NullMarked;
