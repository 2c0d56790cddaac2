/** What every command speaks through: streams, colours, tables, JSON, YAML and failures with their exit codes. */
@NullMarked
package dev.howdah.cli.io;

import org.jspecify.annotations.NullMarked;
