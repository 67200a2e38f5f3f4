package io.modelferry.control.telemetry;

import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.modelferry.control.platform.OwnDatabase;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.telemetry.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A program of its own, for {@code ferry bench fleet --telemetry}: how fast windows are written in batches of their own
 * transactions, beside one bare COPY of the same rows into the same table, in the same run.
 * <pre>--data DIR --out FILE --rounds N</pre>
 * Starts a PostgreSQL in DIR, which must be new, and writes {@link Shares} as JSON.
 */
public final class WriterShare {

    static final int BATCH = 1000;
    static final int BATCHES = 10;

    private static final DeviceId DEVICE = new DeviceId("writer");

    private final JdbcTemplate sql;
    private final TransactionTemplate transaction;
    private final WindowWriter writer;
    private final Instant from;
    private final Window pattern;
    private long boots;

    WriterShare(DataSource database, Instant from) {
        this.sql = new JdbcTemplate(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.writer = new WindowWriter(sql);
        this.from = from;
        this.pattern = pattern(from);
    }

    /**
     * @param shares of each round: the bare COPY's time over the writer's, 0…1
     * @param stored rows that lie there in the end, of all rounds and both ways
     */
    record Shares(List<Double> shares, long stored) {

        double median() {
            return shares.stream().sorted().toList().get(shares.size() / 2);
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 6 || !args[0].equals("--data") || !args[2].equals("--out") || !args[4].equals("--rounds")) {
            System.err.println("usage: --data DIR --out FILE --rounds N");
            System.exit(2);
        }
        try (var database = OwnDatabase.in(Path.of(args[1]), new SecureRandom());
                var pool = pool(database.dataSource())) {
            var now = InstantSource.system().instant();
            var shares = new WriterShare(pool, now).measure(Integer.parseInt(args[5]));
            Files.write(Path.of(args[3]), ProtocolJson.write(shares));
        }
    }

    /** Connections are kept, as the control plane keeps its own: otherwise each batch would also pay for a login. */
    static HikariDataSource pool(DataSource database) {
        var pool = new HikariConfig();
        pool.setDataSource(database);
        pool.setMaximumPoolSize(2);
        return new HikariDataSource(pool);
    }

    /** @param rounds after one that warms up */
    Shares measure(int rounds) {
        var days = new Days(JdbcClient.create(sql), () -> from);
        transaction.executeWithoutResult(status -> days.require(Days.of(from)));
        round();
        var shares = new ArrayList<Double>();
        for (var round = 0; round < rounds; round++) {
            shares.add(round());
        }
        var stored = sql.queryForObject("select count(*) from telemetry_window", Long.class);
        return new Shares(shares, stored == null ? 0 : stored);
    }

    private double round() {
        var bare = seconds(() -> transaction.executeWithoutResult(status -> writer.copy(rows(BATCH * BATCHES))));
        var written = seconds(() -> {
            for (var batch = 0; batch < BATCHES; batch++) {
                transaction.executeWithoutResult(status -> writer.write(rows(BATCH)));
            }
        });
        return bare / written;
    }

    /** Rows that were never there before. */
    private List<Told> rows(int count) {
        var boot = new UUID(7, boots++);
        return LongStream.range(0, count)
                .mapToObj(seq -> new Told(DEVICE, Place.UNKNOWN, window(boot, seq), from))
                .toList();
    }

    private Window window(UUID boot, long seq) {
        return new Window(
                boot,
                seq,
                pattern.model(),
                pattern.digest(),
                from,
                from.plusSeconds(1),
                pattern.inferences(),
                0,
                0,
                0,
                pattern.labelled(),
                pattern.correct(),
                pattern.latency(),
                pattern.classCounts(),
                pattern.confidence());
    }

    /** A thousand inferences, of 250 µs nine in ten and 900 µs the rest. */
    private static Window pattern(Instant from) {
        var sketch = DDSketches.logarithmicUnboundedDense(Window.LATENCY_RELATIVE_ERROR);
        sketch.accept(250, 900);
        sketch.accept(900, 100);
        return new Window(
                new UUID(7, 7),
                1,
                new ModelName("writer-share"),
                new ArtifactDigest("1".repeat(64)),
                from,
                from.plusSeconds(1),
                1000,
                0,
                0,
                0,
                100,
                90,
                DDSketchProtoBinding.toProto(sketch).toByteArray(),
                List.of(1L, 2L),
                List.of());
    }

    private static double seconds(Runnable work) {
        var began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }
}
