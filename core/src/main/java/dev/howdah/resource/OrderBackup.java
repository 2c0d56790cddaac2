package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/**
 * What an order wants of its backups.
 *
 * @param retention 1d to 3650d; left out: as its namespace says, else its cluster
 * @param every 1h to 30d, for dumps on clusters that somebody else runs; left out: 1d
 * @param check run as the read role on what a drill restored: the first column of its first row has to be true
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OrderBackup(
        @Field("how far back it can be restored; left out: as its namespace says, else its cluster") @Nullable
        TimeSpan retention,

        @Field("how often it is dumped, on clusters that somebody else runs; left out: 1d") @Nullable
        TimeSpan every,

        @Field("SQL that says whether what was restored is sound: true in the first column of its first row") @Nullable
        String check) {}
