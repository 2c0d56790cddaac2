package dev.howdah.spi;

import dev.howdah.resource.PgNames;
import java.util.Map;
import java.util.UUID;

/** Whether what was restored is sound. */
public interface Soundness {

    /**
     * What a table holds.
     *
     * @param rows counted
     * @param sum of hashes of all its rows, in no order
     */
    record Sum(long rows, String sum) {

        /** {@code rows:sum} */
        @Override
        public String toString() {
            return rows + ":" + sum;
        }

        public static Sum parse(String text) {
            int colon = text.indexOf(':');
            return new Sum(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
        }
    }

    /** Tables of a database in use, as a login with its roles' rights alone reads them: no code of the tenant runs with more. */
    Map<String, Sum> living(PlatformAccess access, UUID order, PgNames names);

    /** Tables of a database on a scratch server. */
    Map<String, Sum> restored(UUID scratch, String database);

    /**
     * Reads all tables and indexes of a database on a scratch server with {@code pg_amcheck}.
     *
     * @return {@code found}: its first complaints; absent: none. {@code skipped}: why it was not done
     */
    Progress amcheck(UUID scratch, String database);
}
