package dev.howdah.postgres.pgbackrest;

/** Passphrases of repositories, derived from the key file: whoever has that and a repository needs nothing else. */
@FunctionalInterface
public interface RepoKeys {

    /**
     * Of a stanza.
     *
     * @throws dev.howdah.spi.Trouble KEY_MISSING when the key file is gone or is another one
     */
    String passphrase(String stanza);
}
