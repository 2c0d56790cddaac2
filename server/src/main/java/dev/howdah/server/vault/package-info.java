/** The builtin sink: passwords in the Store, opened only by a key file that is not in it. */
@NullMarked
package dev.howdah.server.vault;

import org.jspecify.annotations.NullMarked;
