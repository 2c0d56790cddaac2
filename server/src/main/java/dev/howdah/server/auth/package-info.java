/** Who may come in: bearer tokens, kept only as hashes, and the brake on those who guess. */
@NullMarked
package dev.howdah.server.auth;

import org.jspecify.annotations.NullMarked;
