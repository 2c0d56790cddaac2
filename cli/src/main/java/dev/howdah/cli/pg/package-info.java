/** What the command line does with PostgreSQL itself: credentials in their formats, statements, the connection test. */
@NullMarked
package dev.howdah.cli.pg;

import org.jspecify.annotations.NullMarked;
