package dev.howdah.postgres.seed;

import dev.howdah.postgres.local.Disk;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SeedAddress;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Seeds.Wish;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Dumps on this machine's disk.
 *
 * @param seeds has a directory for each namespace
 */
record OnDisk(Path seeds) {

    /** Whether it seems to be among the namespace's own. */
    boolean own(SeedAddress address, String namespace) {
        return address.scheme().equals(SeedAddress.FILE)
                && (address.own() || Path.of(address.path()).normalize().startsWith(own(namespace)));
    }

    private Path own(String namespace) {
        return seeds.resolve(namespace).toAbsolutePath().normalize();
    }

    /** The file or directory itself: where links lead counts, not where they are. */
    Path find(SeedAddress address, Wish wish) {
        Path within = own(address, wish.namespace())
                ? own(wish.namespace())
                : address.in(wish.places(), wish.namespace())
                        .map(SeedPlace::from)
                        .map(p -> Path.of(p.replace("{namespace}", wish.namespace())))
                        .orElseThrow();
        Path asked = address.own() ? own(wish.namespace()).resolve(address.path()) : Path.of(address.path());
        Path real = real(asked, asked, within);
        if (!Files.isDirectory(real)) {
            return regular(real);
        }
        if (Files.exists(real.resolve(Names.TOC))) {
            return real;
        }
        Optional<String> named = Names.first(wish.name(), name -> Files.exists(real.resolve(name)));
        Path file = real.resolve(named.orElseThrow(() -> new Trouble(Reason.FAILED, Names.none(wish.name()))));
        return regular(real(file, asked, within));
    }

    private static Path real(Path file, Path asked, Path within) {
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(within.toRealPath())) {
                throw new Trouble(Reason.FAILED, "it leads out of " + within);
            }
            return real;
        } catch (NoSuchFileException e) {
            throw new Trouble(Reason.FAILED, "there is no such file: " + asked, e);
        } catch (IOException e) {
            throw Disk.trouble("look at " + asked, e);
        }
    }

    private static Path regular(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new Trouble(Reason.FAILED, "it is neither a file nor a directory");
        }
        if (!Files.isReadable(file)) {
            throw new Trouble(
                    Reason.FAILED,
                    "the control plane may not read it: let user " + System.getProperty("user.name") + " read " + file);
        }
        return file;
    }
}
