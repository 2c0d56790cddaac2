/** The control plane on this machine: starting it, finding it, looking after it. */
@NullMarked
package dev.howdah.cli.local;

import org.jspecify.annotations.NullMarked;
