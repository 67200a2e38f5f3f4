package io.modelferry.control.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelferry.control.delivery.Line.Incoming;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.telemetry.TelemetryRoom;
import io.modelferry.protocol.MalformedMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the broker is told, and when: never of what is not kept, and at once of what nobody wants. */
final class UplinksTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final int QUOTA = 600; // a minute of TelemetryRoom
    private static final String EVENTS = "fleet/v1/d/cam-1/evt";
    private static final String TELEMETRY = "fleet/v1/d/cam-1/tel";

    private final Database database = new Database();
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    private final TelemetryRoom room = new TelemetryRoom(POSTGRES.dataSource(), POSTGRES.transaction());
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final AtomicInteger delivered = new AtomicInteger();
    private volatile @Nullable RuntimeException listener;
    private final Uplinks uplinks = uplinks();

    UplinksTest() {
        POSTGRES.template().execute("truncate delivery_dead_letter");
    }

    @AfterEach
    void close() {
        uplinks.close();
    }

    @Test
    void holdsARefusedMessageUntilItsDeadLetterIsKept() {
        listener = new MalformedMessage("no event");
        database.lettersAway = true;

        send(EVENTS, "refused");
        await().until(() -> delivered.get() >= 1 && database.refused.get() >= 2);
        assertThat(acknowledged).isEmpty();

        database.lettersAway = false;
        await().until(() -> acknowledged.contains("refused"));
        assertThat(letters()).containsExactly("refused");
        assertThat(delivered).hasValue(1); // what waits is the letter, not the message's reading
    }

    @Test
    void goesOnWithTheDeviceAfterTheLetterIsKept() {
        listener = new IllegalStateException("a bug of a listener");
        database.lettersAway = true;
        send(EVENTS, "poison");
        await().until(() -> database.refused.get() >= 1);
        send(EVENTS, "good");

        listener = null;
        database.lettersAway = false;

        await().until(() -> acknowledged.equals(List.of("poison", "good")));
        assertThat(letters()).containsExactly("poison");
    }

    @Test
    void holdsWhatIsNoUplinkUntilItsDeadLetterIsKept() {
        database.lettersAway = true;

        send("fleet/v1/somewhere/else", "lost");
        await().until(() -> database.refused.get() >= 1);
        assertThat(acknowledged).isEmpty();

        database.lettersAway = false;
        await().until(() -> acknowledged.contains("lost"));
        assertThat(letters()).containsExactly("lost");
    }

    @Test
    void keepsALetterWhoseReasonHasAZeroByte() {
        listener = new MalformedMessage("a name with \0 in it");

        send(EVENTS, "odd");

        await().until(() -> acknowledged.contains("odd"));
        assertThat(letters()).containsExactly("odd");
    }

    @Test
    void leavesWhatWaitsUnacknowledgedWhenItIsClosed() {
        listener = new MalformedMessage("no event");
        database.lettersAway = true;
        send(EVENTS, "refused");
        await().until(() -> database.refused.get() >= 1);

        uplinks.close();

        assertThat(acknowledged).isEmpty();
    }

    @Test
    void acknowledgesWindowsOverTheQuotaAtOnceWhateverTheDatabaseDoes() {
        spendTheQuota();
        database.away = true;

        for (var seq = 0; seq < 5000; seq++) { // more than the line's receive maximum
            send(TELEMETRY, "not even JSON " + seq);
        }

        assertThat(acknowledged).hasSize(5000);
        assertThat(room.count("dropped")).isEqualTo(5000);
        assertThat(letters()).isEmpty();
    }

    private void spendTheQuota() {
        var uplink = TelemetryRoom.uplink(1);
        for (var window = 0; window < QUOTA; window++) {
            room.channel().hears(uplink.device(), uplink.at());
        }
    }

    private void send(String topic, String text) {
        uplinks.accept(
                new Incoming(topic, text.getBytes(StandardCharsets.UTF_8), new byte[0]), () -> acknowledged.add(text));
    }

    private Uplinks uplinks() {
        var letters = new DeadLetters(
                JdbcClient.create(new Letters(database)), TelemetryRoom::noon, new SimpleMeterRegistry());
        return new Uplinks(
                transaction,
                event -> {
                    delivered.incrementAndGet();
                    var failure = listener;
                    if (failure != null) {
                        throw failure;
                    }
                },
                letters,
                new Blocks(null, null),
                List.of(room.channel()),
                TelemetryRoom::noon);
    }

    private static List<String> letters() {
        return POSTGRES.client()
                .sql("select convert_from(payload, 'UTF8') from delivery_dead_letter order by id")
                .query(String.class)
                .list();
    }

    /** The real one, which can be away for all or just when a letter is to be kept. */
    private static final class Database extends DelegatingDataSource {

        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean away;
        private volatile boolean lettersAway;

        Database() {
            super(POSTGRES.dataSource());
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("the connection was refused", "08001");
            }
            return super.getConnection();
        }
    }

    private static final class Letters extends DelegatingDataSource {

        private final Database database;

        Letters(Database database) {
            super(database);
            this.database = database;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (database.lettersAway) {
                database.refused.incrementAndGet();
                throw new SQLException("the connection was refused", "08001");
            }
            return super.getConnection();
        }
    }
}
