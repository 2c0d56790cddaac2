package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * What one tenant's programs commit: each transaction moves an amount between two accounts and says so in a line that is
 * chained to the line before it. The programs keep what they committed and when, so that of any database it can be proved
 * later that it holds exactly what was committed before a time.
 */
final class Ledger implements AutoCloseable {

    private static final int WRITERS = 2;
    private static final int ACCOUNTS = 50;

    private static final String TABLES = """
            CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL);
            INSERT INTO account SELECT i, 1000 FROM generate_series(1, %d) i;
            CREATE TABLE ledger (writer int, n bigint, source int NOT NULL REFERENCES account,
                target int NOT NULL REFERENCES account, amount bigint NOT NULL, chain text NOT NULL,
                PRIMARY KEY (writer, n));
            CREATE INDEX ledger_target ON ledger (target);
            """.formatted(ACCOUNTS);

    /** A commit: the server's own time of it lies between when it was sent and when the answer was there. */
    private record Commit(long n, Instant sent, Instant answered) {}

    private final Pg write;
    private final long seed;
    private final Map<Integer, List<Commit>> commits = new HashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** Makes its tables as the admin role. */
    Ledger(Pg admin, Pg write, long seed) {
        this.write = write;
        this.seed = seed;
        admin.sql(TABLES);
    }

    void start() {
        for (int writer = 1; writer <= WRITERS; writer++) {
            int number = writer;
            List<Commit> mine = new CopyOnWriteArrayList<>();
            commits.put(number, mine);
            threads.add(Thread.ofPlatform().name("ledger-" + number).start(() -> run(number, mine)));
        }
    }

    /** What the programs met besides success. */
    List<String> errors() {
        return errors;
    }

    long committed() {
        return commits.values().stream().mapToLong(List::size).sum();
    }

    /** When the first commit was answered. */
    Instant begun() {
        return commits.values().stream()
                .map(c -> c.getFirst().answered())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(int writer, List<Commit> mine) {
        Random random = new Random(seed * 31 + writer);
        String chain = "";
        try (Connection c = write.connect()) {
            c.setAutoCommit(false);
            for (long n = 1; !over; n++) {
                int source = 1 + random.nextInt(ACCOUNTS);
                int target = 1 + (source + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
                long amount = 1L + random.nextInt(100);
                chain = chained(chain, writer, n, source, target, amount);
                // the smaller account first: nobody waits for each other
                move(c, Math.min(source, target), source < target ? -amount : amount);
                move(c, Math.max(source, target), source < target ? amount : -amount);
                note(c, writer, n, source, target, amount, chain);
                Instant sent = Instant.now();
                c.commit();
                mine.add(new Commit(n, sent, Instant.now()));
                Thread.sleep(random.nextInt(4));
            }
        } catch (SQLException e) {
            errors.add(e.getSQLState() + " " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void move(Connection c, int account, long by) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?")) {
            s.setLong(1, by);
            s.setInt(2, account);
            s.executeUpdate();
        }
    }

    private static void note(Connection c, int writer, long n, int source, int target, long amount, String chain)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)")) {
            s.setInt(1, writer);
            s.setLong(2, n);
            s.setInt(3, source);
            s.setInt(4, target);
            s.setLong(5, amount);
            s.setString(6, chain);
            s.executeUpdate();
        }
    }

    private static String chained(String before, int writer, long n, int source, int target, long amount) {
        try {
            String line = before + "|" + writer + "|" + n + "|" + source + "|" + target + "|" + amount;
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that was ever committed is there, and nothing else. */
    void proveWhole(Pg database) {
        prove(database, Instant.MAX);
    }

    /** Exactly what was committed before a time is there, whole. */
    void prove(Pg database, Instant at) {
        Map<Integer, Long> held = held(database);
        commits.forEach((writer, all) -> {
            long least = all.stream().filter(c -> c.answered().isBefore(at)).count();
            long most = all.stream().filter(c -> !c.sent().isAfter(at)).count();
            assertThat(held.getOrDefault(writer, 0L))
                    .as("transactions of writer %d that were committed before %s", writer, at)
                    .isBetween(least, most);
        });
        assertThat(held.keySet()).as("writers").isSubsetOf(commits.keySet());
        assertThat(database.sql("""
                        SELECT a.id FROM account a
                        LEFT JOIN (SELECT id, sum(amount) AS moved FROM (
                            SELECT source AS id, -amount AS amount FROM ledger
                            UNION ALL SELECT target, amount FROM ledger) m GROUP BY id) l USING (id)
                        WHERE a.balance <> 1000 + coalesce(l.moved, 0)"""))
                .as("accounts whose balance is not what their lines say")
                .isEmpty();
        assertThat(database.one("SELECT count(*) FROM account")).as("accounts").isEqualTo(Integer.toString(ACCOUNTS));
        assertThat(database.one("""
                        SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND indisvalid
                        WHERE c.relname IN ('ledger', 'account')""")).as("indexes").isEqualTo("3");
    }

    /** Lines of each writer: they have no gap, and each is chained to the one before. */
    private static Map<Integer, Long> held(Pg database) {
        Map<Integer, Long> held = new HashMap<>();
        Map<Integer, String> chains = new HashMap<>();
        for (String row : database.sql("SELECT * FROM ledger ORDER BY writer, n")) {
            String[] f = row.split("\\|");
            int writer = Integer.parseInt(f[0]);
            long n = Long.parseLong(f[1]);
            assertThat(n).as("line of writer %d", writer).isEqualTo(held.getOrDefault(writer, 0L) + 1);
            int[] numbers =
                    IntStream.of(2, 3, 4).map(i -> Integer.parseInt(f[i])).toArray();
            String chain = chained(chains.getOrDefault(writer, ""), writer, n, numbers[0], numbers[1], numbers[2]);
            assertThat(f[5]).as("chain of line %d of writer %d", n, writer).isEqualTo(chain);
            held.put(writer, n);
            chains.put(writer, chain);
        }
        return held;
    }
}
