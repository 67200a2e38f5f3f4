package io.modelferry.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.fleet.MaintenanceWindow.Opening;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MaintenanceWindowTest {

    private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);

    /** The moments are written by hand from the zones' rules; two rows of one night are two openings of it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an ordinary night,              Europe/Berlin,       02:00, 03:00, 2027-01-09T12:00:00Z, 2027-01-10T01:00:00Z, 2027-01-10T02:00:00Z",
        "over midnight,                  Europe/Berlin,       22:00, 04:00, 2027-01-09T12:00:00Z, 2027-01-09T21:00:00Z, 2027-01-10T03:00:00Z",
        "over midnight and begun,        Europe/Berlin,       22:00, 04:00, 2027-01-10T02:30:00Z, 2027-01-09T21:00:00Z, 2027-01-10T03:00:00Z",
        "the hour that is skipped,       Europe/Berlin,       02:00, 03:00, 2027-03-27T12:00:00Z, 2027-03-29T00:00:00Z, 2027-03-29T01:00:00Z",
        "around the skipped hour,        Europe/Berlin,       01:30, 03:30, 2027-03-27T12:00:00Z, 2027-03-28T00:30:00Z, 2027-03-28T01:30:00Z",
        "begun in the skipped hour,      Europe/Berlin,       02:30, 04:00, 2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z, 2027-03-28T02:00:00Z",
        "a night an hour shorter,        Europe/Berlin,       22:00, 04:00, 2027-03-27T12:00:00Z, 2027-03-27T21:00:00Z, 2027-03-28T02:00:00Z",
        "the hour that comes twice,      Europe/Berlin,       02:00, 03:00, 2027-10-30T12:00:00Z, 2027-10-31T00:00:00Z, 2027-10-31T02:00:00Z",
        "half of it: once,               Europe/Berlin,       02:15, 02:45, 2027-10-30T12:00:00Z, 2027-10-31T00:15:00Z, 2027-10-31T00:45:00Z",
        "half of it: twice,              Europe/Berlin,       02:15, 02:45, 2027-10-31T00:45:00Z, 2027-10-31T01:15:00Z, 2027-10-31T01:45:00Z",
        "a night an hour longer,         Europe/Berlin,       22:00, 04:00, 2027-10-30T12:00:00Z, 2027-10-30T20:00:00Z, 2027-10-31T03:00:00Z",
        "New York skips,                 America/New_York,    02:00, 03:00, 2027-03-13T12:00:00Z, 2027-03-15T06:00:00Z, 2027-03-15T07:00:00Z",
        "New York repeats,               America/New_York,    01:00, 02:00, 2027-11-06T12:00:00Z, 2027-11-07T05:00:00Z, 2027-11-07T07:00:00Z",
        "Lord Howe skips half an hour,   Australia/Lord_Howe, 02:00, 02:30, 2027-10-02T06:00:00Z, 2027-10-03T15:00:00Z, 2027-10-03T15:30:00Z",
        "Lord Howe: what is left of it,  Australia/Lord_Howe, 02:00, 03:00, 2027-10-02T06:00:00Z, 2027-10-02T15:30:00Z, 2027-10-02T16:00:00Z",
        "Lord Howe repeats half an hour, Australia/Lord_Howe, 01:00, 02:00, 2027-04-03T06:00:00Z, 2027-04-03T14:00:00Z, 2027-04-03T15:30:00Z"
    })
    void opensByTheClockOnTheWall(
            String row, ZoneId zone, LocalTime from, LocalTime until, Instant asked, Instant opens, Instant closes) {
        var window = MaintenanceWindow.of(new Window(DAILY, from, until, Window.DEVICE), zone);

        assertThat(window.next(asked)).as(row).contains(new Opening(opens, closes));
        assertThat(window.open(opens)).isTrue();
        assertThat(window.open(opens.minusMillis(1))).isFalse();
        assertThat(window.open(closes.minusMillis(1))).isTrue();
        assertThat(window.open(closes)).isFalse();
    }

    /** The definition, minute by minute over a year: the local time stands within the hours of a day that has them. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"})
    void isOpenWhereverTheLocalTimeStandsWithinIt(String name) {
        var zone = ZoneId.of(name);
        var random = new Random(20_270_328);
        for (var trial = 0; trial < 20; trial++) {
            var from = LocalTime.of(random.nextInt(24), random.nextInt(4) * 15);
            var until = from.plusMinutes(15L * (1 + random.nextInt(90)));
            var days = EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.of(1 + random.nextInt(7)));
            var window = new MaintenanceWindow(new Window(days, from, until, Window.DEVICE), zone);
            for (var look = 0; look < 400; look++) {
                var at = Instant.parse("2027-01-01T00:00:00Z").plusSeconds(60L * random.nextInt(365 * 24 * 60));

                assertThat(window.open(at))
                        .as("%s at %s: seed 20270328", window, at)
                        .isEqualTo(within(window, at));
                var next = window.next(at).orElseThrow();
                assertThat(within(window, next.from()))
                        .as("%s at %s", window, at)
                        .isTrue();
                assertThat(within(window, next.until()))
                        .as("%s at %s", window, at)
                        .isFalse();
            }
        }
    }

    private static boolean within(MaintenanceWindow window, Instant at) {
        var local = at.atZone(window.zone()).toLocalDateTime();
        var time = local.toLocalTime();
        var from = window.window().from();
        var until = window.window().until();
        var today = window.window().days().contains(local.getDayOfWeek());
        if (!window.window().overMidnight()) {
            return today && !time.isBefore(from) && time.isBefore(until);
        }
        var yesterday = window.window().days().contains(local.getDayOfWeek().minus(1));
        return (today && !time.isBefore(from)) || (yesterday && time.isBefore(until));
    }

    @Test
    void anotherZoneThanTheDevices() {
        var fixed = new Window(DAILY, LocalTime.of(2, 0), LocalTime.of(3, 0), "Europe/Berlin");

        assertThat(MaintenanceWindow.of(fixed, ZoneId.of("Asia/Tokyo")).zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void severalOpenWhereTheyMeet() {
        var at = Instant.parse("2027-01-04T12:00:00Z"); // a Monday
        var nightly = utc(DAILY, "22:00", "04:00");
        var weekend = utc(EnumSet.of(DayOfWeek.SATURDAY), "00:00", "23:00");
        var early = utc(DAILY, "03:00", "09:00");

        assertThat(MaintenanceWindow.nextOpening(List.of(), at)).contains(at);
        assertThat(MaintenanceWindow.nextOpening(List.of(nightly, weekend), at))
                .contains(Instant.parse("2027-01-09T00:00:00Z"));
        assertThat(MaintenanceWindow.nextOpening(List.of(nightly, weekend, early), at))
                .contains(Instant.parse("2027-01-09T03:00:00Z"));
        assertThat(MaintenanceWindow.nextOpening(
                        List.of(nightly, weekend, early), Instant.parse("2027-01-09T03:30:00Z")))
                .as("open now")
                .contains(Instant.parse("2027-01-09T03:30:00Z"));
    }

    @Test
    void windowsThatNeverMeetNeverOpen() {
        var at = Instant.parse("2027-01-04T12:00:00Z");

        assertThat(MaintenanceWindow.nextOpening(
                        List.of(utc(DAILY, "01:00", "02:00"), utc(DAILY, "02:00", "03:00")), at))
                .isEmpty();
    }

    /** 22:00 to 04:00 in Berlin and New York meet nowhere; to 05:00 they do, an hour each night, also while only one has changed its clocks. */
    @Test
    void theSitesClockAndTheDevices() {
        var berlin = new MaintenanceWindow(window(DAILY, "22:00", "05:00"), ZoneId.of("Europe/Berlin"));
        var newYork = new MaintenanceWindow(window(DAILY, "22:00", "04:00"), ZoneId.of("America/New_York"));

        assertThat(MaintenanceWindow.nextOpening(List.of(berlin, newYork), Instant.parse("2027-01-04T12:00:00Z")))
                .contains(Instant.parse("2027-01-05T03:00:00Z"));
        assertThat(MaintenanceWindow.nextOpening(List.of(berlin, newYork), Instant.parse("2027-03-20T12:00:00Z")))
                .as("New York is on summer time, Berlin is not yet")
                .contains(Instant.parse("2027-03-21T02:00:00Z"));
        assertThat(berlin.next(Instant.parse("2027-03-20T12:00:00Z")).orElseThrow())
                .satisfies(opening -> assertThat(Duration.between(opening.from(), opening.until()))
                        .isEqualTo(Duration.ofHours(7)));
    }

    private static MaintenanceWindow utc(Set<DayOfWeek> days, String from, String until) {
        return new MaintenanceWindow(window(days, from, until), ZoneId.of("UTC"));
    }

    private static Window window(Set<DayOfWeek> days, String from, String until) {
        return new Window(days, LocalTime.parse(from), LocalTime.parse(until), Window.DEVICE);
    }
}
