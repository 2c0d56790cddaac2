/** The one way in: every door (REST, CLI, console, operator) goes through {@link dev.howdah.control.ControlPlane}. */
@NullMarked
package dev.howdah.control;

import org.jspecify.annotations.NullMarked;
