package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.ALL;
import static io.modelferry.control.rollout.Plans.HALF;
import static io.modelferry.control.rollout.Plans.options;
import static io.modelferry.control.rollout.Plans.pace;
import static io.modelferry.control.rollout.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.fleet.DevicesRedescribed;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.Pacing;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.protocol.DeviceId;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who comes to belong to a rollout while it runs, and who ceases to. */
final class MembershipTest {

    private static final Reach CANARIES = new Reach("tag==canary", 0);

    private final RolloutHouse house = Plans.twentyOnVersionOne();

    @Test
    void whoIsTaggedJoinsAtItsOwnPlaceAndWaitsItsTurn() {
        describe("tags = '{canary}'", devices(0, 10));
        var pacing = pace(new Pacing(1, 1, 1), null, null, Slots.NO_DEADLINE);
        var id = house.started(house.everybody("2", options(CANARIES, pacing, Clearance.DEFAULT)));
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(1);

        describe("tags = '{canary}'", devices(10, 20));
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(1);
        assertThat(house.view(id).counts().queued()).isEqualTo(19);
        assertThat(house.bean(JdbcTemplate.class)
                        .queryForList(
                                "select device_id from rollout_queue where rollout_id = ? order by position",
                                String.class,
                                id.value()))
                .isSortedAccordingTo(
                        Comparator.comparing(device -> Cohorts.position(id.value(), new DeviceId(device))));
        assertThat(entries(id, "DEVICES_JOINED"))
                .singleElement()
                .asString()
                .contains("10 devices (cam-0010, cam-0011, cam-0012, …): meant now");
    }

    @Test
    void whoFallsOutsideAnOpenedCohortWaitsForItsStage() {
        describe("tags = '{canary}'", devices(0, 10));
        var id = house.started(plan(options(CANARIES, Pace.AT_ONCE, Clearance.DEFAULT), HALF, ALL));
        house.tick();
        var given = house.aimedAt("2");
        var last = given.stream()
                .mapToLong(device -> Cohorts.position(id.value(), device))
                .max()
                .orElseThrow();

        describe("tags = '{canary}'", devices(10, 20));
        house.tick();

        assertThat(house.aimedAt("2"))
                .containsAll(given)
                .allMatch(device -> Cohorts.position(id.value(), device) <= last)
                .hasSizeLessThan(20);
    }

    @Test
    void whoNoLongerMatchesLeavesTheQueueAndWhoHasTheVersionKeepsIt() {
        describe("tags = '{canary}'", devices(0, 20));
        var id = house.started(plan(options(CANARIES, Pace.AT_ONCE, Clearance.DEFAULT), HALF, ALL));
        house.tick();
        var given = house.aimedAt("2");
        assertThat(given).hasSize(10);

        describe("tags = '{}'", devices(0, 20));
        house.tick();

        assertThat(house.view(id).counts().queued()).isZero();
        assertThat(house.aimedAt("2")).isEqualTo(given);
        assertThat(entries(id, "DEVICES_LEFT")).singleElement().asString().contains("10 devices", "no longer meant");
    }

    @Test
    void aClassWithoutAVariantLeavesAndOneWithComesBack() {
        var id = house.rollouts
                .create(house.everybody("2", options(Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT)))
                .id();
        describe("device_class = 'toaster'", devices(3, 4));
        house.tick();
        assertThat(house.view(id).counts().queued()).isEqualTo(19);

        describe("device_class = 'standard'", devices(3, 4));
        house.tick();
        assertThat(house.view(id).counts().queued()).isEqualTo(20);
    }

    @Test
    void whoIsHeldBackLeavesAndComesBackWhenLetGo() {
        var id = house.rollouts
                .create(house.everybody("2", options(Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT)))
                .id();
        write(
                "insert into fleet_opt_out (device_id, reason, actor, at) values ('cam-0002', 'x', 'x', now())",
                devices(2, 3));
        house.tick();
        assertThat(house.view(id).counts().queued()).isEqualTo(19);

        write("delete from fleet_opt_out", devices(2, 3));
        house.tick();
        assertThat(house.view(id).counts().queued()).isEqualTo(20);
    }

    @Test
    void lookingTwiceChangesNothingAndSaysNothing() {
        describe("tags = '{canary}'", devices(0, 10));
        var id = house.started(plan(options(CANARIES, Pace.AT_ONCE, Clearance.DEFAULT), HALF, ALL));
        house.tick();
        var before = house.view(id);

        describe("tags = '{canary}'", devices(0, 10));
        house.tick();

        assertThat(house.view(id).counts()).isEqualTo(before.counts());
        assertThat(entries(id, "DEVICES_JOINED")).isEmpty();
        assertThat(entries(id, "DEVICES_LEFT")).isEmpty();
    }

    @Test
    void whoChangesWhileARolloutIsDrawnIsLookedAtAfterwards() {
        describe("tags = '{canary}'", devices(0, 10));
        var guests = house.bean(Guests.class);
        var queue = house.bean(RolloutQueue.class);
        house.inTransaction(() -> {
            queue.fill(
                    new RolloutId("r999"),
                    FakeCatalogue.MODEL,
                    "r999",
                    List.of(),
                    io.modelferry.control.fleet.SqlCondition.ENROLLED);
            var look = Thread.ofVirtual().unstarted(guests::look);
            look.start();
            join(look);
            assertThat(noted()).isEqualTo(10);
        });
        house.tick();
        assertThat(noted()).isZero();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private long noted() {
        return house.bean(JdbcTemplate.class).queryForObject("select count(*) from rollout_revisit", Long.class);
    }

    private List<String> entries(RolloutId id, String kind) {
        return house.rollouts.timeline(id, 100).stream()
                .filter(entry -> entry.kind().equals(kind))
                .map(TimelineEntry::text)
                .toList();
    }

    private void describe(String change, List<DeviceId> devices) {
        var ids = devices.stream().map(device -> "'" + device.value() + "'").toList();
        write("update fleet_device set " + change + " where id in (" + String.join(",", ids) + ")", devices);
    }

    private void write(String sql, List<DeviceId> devices) {
        house.inTransaction(() -> {
            house.bean(JdbcTemplate.class).update(sql);
            house.publish(new DevicesRedescribed(devices));
        });
    }

    private static List<DeviceId> devices(int from, int until) {
        return IntStream.range(from, until)
                .mapToObj("cam-%04d"::formatted)
                .map(DeviceId::new)
                .toList();
    }
}
