package io.modelferry.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.DeviceId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StoredDevicesTest {

    private static final DeviceId FIRST = new DeviceId("cam-01");
    private static final DeviceId SECOND = new DeviceId("cam-02");

    private static TestPostgres postgres;

    private final StoredDevices devices = new StoredDevices(postgres.client());

    @BeforeAll
    static void database() {
        postgres = TestPostgres.migrated();
        run(
                "insert into fleet_enrolment_token values ('t', 'h', '*', 'standard', 'site', false, 10, 0, 'ada', now(), now())");
    }

    @BeforeEach
    void twoCameras() {
        run("truncate fleet_device cascade");
        run("""
                insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)
                values ('cam-01', 'harbour', 'standard', false, now(), 't', '', ''),
                       ('cam-02', 'cellar', 'standard', false, now(), 't', '', '')""");
    }

    @Test
    void findsAPieceOfAnIdASiteOrAClassAndOfWhatTheyAreNow() {
        assertThat(found("arbo")).containsExactly(FIRST);
        assertThat(found("-02")).containsExactly(SECOND);
        assertThat(found("tandar")).containsExactly(FIRST, SECOND);
        assertThat(found("_")).as("no wildcard").isEmpty();

        run("update fleet_device set site = 'attic' where id = 'cam-01'");
        run("update fleet_device set decommissioned_at = now() where id = 'cam-02'");

        assertThat(found("arbo")).isEmpty();
        assertThat(found("atti")).containsExactly(FIRST);
        assertThat(found("tandar")).containsExactly(FIRST);
    }

    @Test
    void pagesThroughWhatItFinds() {
        assertThat(page(null, "tandar")).containsExactly(FIRST);
        assertThat(page(FIRST, "tandar")).containsExactly(SECOND);
        assertThat(page(SECOND, "tandar")).isEmpty();
        assertThat(page(null, "-02")).containsExactly(SECOND);
        assertThat(page(SECOND, "-02")).isEmpty();
    }

    @Test
    void findsOneOrTwoLettersWhereAWordBegins() {
        assertThat(found("ca")).containsExactly(FIRST, SECOND);
        assertThat(found("0")).containsExactly(FIRST, SECOND);
        assertThat(found("02")).containsExactly(SECOND);
        assertThat(found("am")).isEmpty();
        assertThat(found("_")).isEmpty();
        assertThat(found("%")).isEmpty();
        assertThat(page(FIRST, "s")).containsExactly(SECOND);
    }

    private List<DeviceId> page(@Nullable DeviceId after, String text) {
        return devices.page(after, 1, text).stream().map(DeviceView::id).toList();
    }

    @Test
    void countsNoFurtherThanItIsAsked() {
        assertThat(devices.countUpTo(1, SqlCondition.ENROLLED, "")).isEqualTo(1);
        assertThat(devices.countUpTo(1, SqlCondition.ENROLLED, "tandar")).isEqualTo(1);
        assertThat(devices.countUpTo(9, SqlCondition.ENROLLED, "tandar")).isEqualTo(2);
        assertThat(devices.countUpTo(9, SqlCondition.ENROLLED, "arbo")).isEqualTo(1);
    }

    @Test
    void holdsNobodyAboutWhomSomethingIsBeingStored() {
        var held = postgres.transaction().execute(status -> {
            run("update fleet_device set generation = 7 where id = 'cam-01'");
            return CompletableFuture.supplyAsync(
                            () -> postgres.transaction().execute(other -> devices.hold(List.of(FIRST, SECOND))))
                    .join();
        });

        assertThat(held).containsExactly(SECOND);
    }

    @Test
    void whoReportsMeanwhileWaitsForTheEnd() {
        var report = postgres.transaction().execute(status -> {
            devices.hold(List.of(FIRST));
            var waiting =
                    CompletableFuture.runAsync(() -> run("update fleet_device set generation = 7 where id = 'cam-01'"));
            assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            return waiting;
        });

        report.join();
        assertThat(devices.find(FIRST)).map(DeviceView::generation).contains(7L);
    }

    private List<DeviceId> found(String text) {
        var page = devices.page(null, 10, text).stream().map(DeviceView::id).toList();
        assertThat(devices.count(SqlCondition.ENROLLED, text)).isEqualTo(page.size());
        return page;
    }

    private static void run(String statement) {
        postgres.client().sql(statement).update();
    }
}
