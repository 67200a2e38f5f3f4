package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.options;
import static io.modelferry.control.rollout.Plans.pace;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.fleet.Window;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.Pacing;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.Slots;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The hours within which devices are given the version. */
final class WindowedRolloutTest {

    private final RolloutHouse house = Plans.twentyOnVersionOne();

    @Test
    void nothingIsGivenOutsideTheWindow() {
        var now = house.clock.instant().atZone(ZoneOffset.UTC).toLocalTime().withNano(0);
        var window = new Window(EnumSet.allOf(DayOfWeek.class), now.plusHours(1), now.plusHours(2), Window.DEVICE);
        var id = house.started(house.everybody(
                "2", options(Reach.EVERYBODY, pace(null, null, window, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick();
        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.view(id).why()).contains("outside the maintenance window");

        house.tick(Duration.ofMinutes(61));
        assertThat(house.aimedAt("2")).hasSize(20);
    }

    @Test
    void aDeviceInAnotherZoneHasItsWindowThere() {
        house.bean(JdbcTemplate.class).update("update fleet_device set time_zone = 'Asia/Tokyo' where id = 'cam-0007'");
        var tokyo = house.clock.instant().atZone(ZoneId.of("Asia/Tokyo")).toLocalTime();
        var window =
                new Window(EnumSet.allOf(DayOfWeek.class), tokyo.minusMinutes(5), tokyo.plusMinutes(30), Window.DEVICE);
        house.started(house.everybody(
                "2", options(Reach.EVERYBODY, pace(null, null, window, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick(Duration.ofMinutes(2)); // who asked for zones before asks anew after a minute

        assertThat(house.aimedAt("2")).extracting(device -> device.value()).containsExactly("cam-0007");
    }

    @Test
    void theSitesWindowAndTheDevicesOwnMustBeOpenTooWhereTheDeviceStands() {
        house.clock.to(Instant.parse("2027-01-06T21:30:00Z"));
        sql("insert into fleet_site values ('harbour', '22:00-04:00')");
        sql(
                "update fleet_device set site = 'harbour', time_zone = 'Europe/Berlin' where id in ('cam-0001', 'cam-0002')");
        sql("update fleet_device set maintenance_window = '23:00-01:00' where id in ('cam-0002', 'cam-0003')");
        var id = house.started(house.everybody("2", PlanOptions.DEFAULT));
        house.tick();
        assertThat(missing()).containsExactly("cam-0002", "cam-0003");
        assertThat(house.view(id).why())
                .contains("other devices wait for their maintenance window, which opens at 2027-01-06T22:00:00Z");

        house.tick(Duration.ofMinutes(30));
        assertThat(missing()).containsExactly("cam-0003");

        house.tick(Duration.ofMinutes(60));
        assertThat(missing()).isEmpty();
    }

    @Test
    void aWindowThatIsSetWhileARolloutRunsHoldsAtOnce() {
        house.clock.to(Instant.parse("2027-01-06T12:00:00Z"));
        house.started(house.everybody(
                "2",
                options(Reach.EVERYBODY, pace(new Pacing(1, 1, 1), null, null, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick();
        var given = missing();
        sql("update fleet_device set maintenance_window = '22:00-04:00'");

        house.tick(Duration.ofMinutes(5));
        assertThat(missing()).isEqualTo(given);
    }

    @Test
    void windowsThatAreNeverOpenTogetherAreNamedInThePlanAndInTheWhyLine() {
        house.clock.to(Instant.parse("2027-01-06T12:00:00Z"));
        sql("insert into fleet_site values ('harbour', '22:00-04:00')");
        sql("update fleet_device set site = 'harbour', maintenance_window = '08:00-18:00' where id = 'cam-0001'");

        var forecast = house.bean(Planning.class).forecast(house.everybody("2", PlanOptions.DEFAULT));
        assertThat(forecast.warnings()).anyMatch(line -> line.startsWith("window: 1 of 20 devices never get it"));

        var id = house.started(house.everybody("2", PlanOptions.DEFAULT));
        house.tick();
        house.tick();
        assertThat(missing()).containsExactly("cam-0001");
        assertThat(house.view(id).why())
                .contains("the windows of cam-0001 (rollout, site, device) are never open together");
    }

    @Test
    void inTheNightWhoseHourIsSkippedAWindowWithinItDoesNotOpenAndWhereItComesTwiceItOpensForBoth() {
        sql("update fleet_device set time_zone = 'Europe/Berlin', maintenance_window = '02:00-03:00'");
        var window = new Window(EnumSet.allOf(DayOfWeek.class), LocalTime.of(1, 0), LocalTime.of(5, 0), Window.DEVICE);
        house.clock.to(Instant.parse("2027-03-28T00:30:00Z"));
        var id = house.started(house.everybody(
                "2",
                options(
                        Reach.EVERYBODY,
                        pace(new Pacing(1, 1, 1), null, window, Slots.NO_DEADLINE),
                        Clearance.DEFAULT)));
        for (var quarter = 0; quarter < 8; quarter++) {
            house.tick(Duration.ofMinutes(15));
        }
        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.view(id).why()).contains("opens at 2027-03-29T00:00:00Z");

        house.clock.to(Instant.parse("2027-10-30T23:59:00Z"));
        house.tick();
        assertThat(house.aimedAt("2")).isEmpty();
        for (var at : List.of("2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", "2027-10-31T02:30:00Z")) {
            house.clock.to(Instant.parse(at));
            house.tick();
        }
        assertThat(house.aimedAt("2")).hasSize(3); // the first, and in the second hour the two that the bucket holds
    }

    private List<String> missing() {
        var given = house.aimedAt("2");
        return house.fleet.all().stream()
                .map(device -> device.id())
                .filter(id -> !given.contains(id))
                .map(id -> id.value())
                .toList();
    }

    private void sql(String statement) {
        house.bean(JdbcTemplate.class).update(statement);
    }
}
