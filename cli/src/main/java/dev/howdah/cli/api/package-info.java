/** The way to a control plane: which one is meant, how it is asked, what its refusals become. */
@NullMarked
package dev.howdah.cli.api;

import org.jspecify.annotations.NullMarked;
