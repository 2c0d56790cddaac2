/** Contracts that every provider and store must pass, fakes that pass them, and throw-away PostgreSQL servers. */
@NullMarked
package dev.howdah.testkit;

import org.jspecify.annotations.NullMarked;
