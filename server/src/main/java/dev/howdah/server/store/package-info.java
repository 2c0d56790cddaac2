/** Howdah's own database: resources, claims on names, events, audit and tokens, written in plain SQL. */
@NullMarked
package dev.howdah.server.store;

import org.jspecify.annotations.NullMarked;
