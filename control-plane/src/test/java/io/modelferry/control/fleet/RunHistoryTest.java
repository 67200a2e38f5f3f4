package io.modelferry.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.fleet.RunHistory.FileCount;
import io.modelferry.control.fleet.RunHistory.Run;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions about the past. With {@code -Dhistory.devices=1000000} the last test prints the figures of docs/operations.md. */
final class RunHistoryTest {

    private static final ModelName MODEL = new ModelName("meter-reader");
    private static final ArtifactDigest ONE = digest('1');
    private static final ArtifactDigest TWO = digest('2');
    private static final ArtifactDigest THREE = digest('3');
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DEVICES = Integer.getInteger("history.devices", 3000);

    private static TestPostgres postgres;

    private final StoredRunHistory history = new StoredRunHistory(postgres.client());

    @BeforeAll
    static void database() {
        postgres = TestPostgres.migrated();
        postgres.client()
                .sql(
                        "insert into fleet_enrolment_token values ('t', 'h', '*', 'standard', 'site', false, 10, 0, 'ada', now(), now())")
                .update();
    }

    @BeforeEach
    void empty() {
        postgres.client()
                .sql("truncate fleet_device, fleet_running_history cascade")
                .update();
    }

    @Test
    void aRunEndsWhereTheNextOfTheSameModelBegins() {
        enrol("cam-1");
        ran("cam-1", "meter-reader", ONE, 0);
        ran("cam-1", "other-model", THREE, 1);
        ran("cam-1", "meter-reader", TWO, 2);
        ran("cam-1", "meter-reader", ONE, 5);

        assertThat(history.ranFile(ONE, null, 10))
                .hasSize(1)
                .first()
                .satisfies(device -> assertThat(device.runs())
                        .containsExactly(new Run(MODEL, hour(0), hour(2)), new Run(MODEL, hour(5), null)));
        assertThat(history.countRanFile(ONE)).as("a device, not its runs").isEqualTo(1);
    }

    @Test
    void saysWhatADeviceRanAtAnInstantAndNothingBeforeItsFirstOrAfterItsEnd() {
        enrol("cam-1");
        ran("cam-1", "meter-reader", ONE, 0);
        ran("cam-1", "meter-reader", null, 2);
        ran("cam-1", "meter-reader", TWO, 4);
        gone("cam-1", 6);

        assertThat(fileAt("cam-1", -1)).isEqualTo("nothing said");
        assertThat(fileAt("cam-1", 0)).isEqualTo(ONE.hex());
        assertThat(fileAt("cam-1", 1)).isEqualTo(ONE.hex());
        assertThat(fileAt("cam-1", 3)).isEqualTo("no file");
        assertThat(fileAt("cam-1", 5)).isEqualTo(TWO.hex());
        assertThat(fileAt("cam-1", 6)).isEqualTo("nothing said");
        assertThat(history.deviceAt(new DeviceId("cam-9"), hour(1))).isEmpty();
        assertThat(history.ranFile(TWO, null, 10).getFirst().runs()).containsExactly(new Run(MODEL, hour(4), hour(6)));
    }

    @Test
    void countsTheFleetAtAnInstantWithoutThoseThatWereGone() {
        for (var device : new String[] {"cam-1", "cam-2", "cam-3"}) {
            enrol(device);
            ran(device, "meter-reader", ONE, 0);
        }
        ran("cam-2", "meter-reader", TWO, 2);
        gone("cam-3", 3);

        assertThat(counts(1)).isEqualTo(Map.of(ONE, 3L));
        assertThat(counts(2)).isEqualTo(Map.of(ONE, 2L, TWO, 1L));
        assertThat(counts(3)).isEqualTo(Map.of(ONE, 1L, TWO, 1L));
        assertThat(counts(-1)).isEmpty();
    }

    @Test
    void everyDeviceOfALargeFleetComesOnceWhateverThePage() {
        manyDevices();

        var count = timed("count of devices that ran a file", () -> history.countRanFile(TWO));
        var first = timed("first page of 100 with their intervals", () -> history.ranFile(TWO, null, 100));
        var one = timed(
                "a device at an instant",
                () -> history.deviceAt(first.getFirst().device(), hour(30)));
        var fleet = timed("the model at an instant, by file", () -> history.modelAt(MODEL, hour(30)));

        assertThat(count).isEqualTo(DEVICES);
        assertThat(one.orElseThrow()).hasSize(1);
        assertThat(fleet.stream().mapToLong(FileCount::devices).sum()).isEqualTo(DEVICES);
        var next = history.ranFile(TWO, first.getLast().device(), 100);
        assertThat(next.getFirst().device().value())
                .isGreaterThan(first.getLast().device().value());
        assertThat(first)
                .hasSize(100)
                .allSatisfy(device -> assertThat(device.runs())
                        .hasSize(1)
                        .allSatisfy(run ->
                                assertThat(run.until()).isEqualTo(run.since().plus(Duration.ofHours(24)))));
    }

    /** Three rows a device: version 1, 2 a day after, 3 after another. */
    private static void manyDevices() {
        var jdbc = postgres.client();
        jdbc.sql("""
                        insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)
                        select 'cam-' || lpad(n::text, 7, '0'), 'site', 'standard', false, now(), 't', 'f', repeat('c', 1000)
                          from generate_series(1, ?) n""").param(DEVICES).update();
        for (var version = 0; version < 3; version++) {
            jdbc.sql("""
                            insert into fleet_running_history (device_id, model, digest, since)
                            select 'cam-' || lpad(n::text, 7, '0'), 'meter-reader', repeat(?, 64), ?::timestamptz + n % 3600 * interval '1 s'
                              from generate_series(1, ?) n order by random()""")
                    .params(Integer.toString(version + 1), Timestamp.from(hour(24 * version)), DEVICES)
                    .update();
        }
        jdbc.sql("vacuum analyze fleet_running_history").update();
        jdbc.sql("vacuum analyze fleet_device").update();
    }

    private static <T> T timed(String what, Supplier<T> question) {
        var cold = System.nanoTime();
        var answer = question.get();
        var warm = System.nanoTime();
        var unused = question.get();
        System.out.printf(
                "%d devices: %s: %d ms, again %d ms%n",
                DEVICES, what, (warm - cold) / 1_000_000, (System.nanoTime() - warm) / 1_000_000);
        return answer;
    }

    private static void enrol(String device) {
        postgres.client().sql("""
                        insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)
                        values (?, 'site', 'standard', false, now(), 't', 'f', 'c')""").param(device).update();
    }

    private static void ran(String device, String model, @Nullable ArtifactDigest digest, int hour) {
        postgres.client()
                .sql("insert into fleet_running_history (device_id, model, digest, since) values (?, ?, ?, ?)")
                .params(device, model)
                .param(digest == null ? null : digest.hex())
                .param(Timestamp.from(hour(hour)))
                .update();
    }

    private static void gone(String device, int hour) {
        postgres.client()
                .sql("update fleet_device set decommissioned_at = ? where id = ?")
                .params(Timestamp.from(hour(hour)), device)
                .update();
    }

    private String fileAt(String device, int hour) {
        return history.deviceAt(new DeviceId(device), hour(hour)).orElseThrow().stream()
                .map(run -> run.digest() == null ? "no file" : run.digest().hex())
                .findFirst()
                .orElse("nothing said");
    }

    private Map<ArtifactDigest, Long> counts(int hour) {
        return history.modelAt(MODEL, hour(hour)).stream()
                .collect(Collectors.toMap(FileCount::digest, FileCount::devices));
    }

    private static Instant hour(int hour) {
        return START.plus(Duration.ofHours(hour));
    }

    private static ArtifactDigest digest(char digit) {
        return new ArtifactDigest(Character.toString(digit).repeat(64));
    }
}
