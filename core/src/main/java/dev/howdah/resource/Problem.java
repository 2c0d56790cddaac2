package dev.howdah.resource;

/**
 * One thing wrong with a document.
 *
 * @param path where: {@code spec.limits.connections}, {@code spec.access.networks[1]}; empty for the whole document
 * @param message what, and what to write instead
 */
public record Problem(String path, String message) {

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
