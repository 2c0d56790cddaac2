/** What a control plane is told when it starts. */
@NullMarked
package dev.howdah.server.config;

import org.jspecify.annotations.NullMarked;
