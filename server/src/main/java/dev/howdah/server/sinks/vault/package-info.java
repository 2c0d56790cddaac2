/** Secrets in the KV engines of HashiCorp Vault and OpenBao, over their HTTP API. */
@NullMarked
package dev.howdah.server.sinks.vault;

import org.jspecify.annotations.NullMarked;
