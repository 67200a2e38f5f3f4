package io.modelferry.simulator.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.simulator.weather.Mishaps.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeatherTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");
    private static final Climate CHANGEABLE = new Climate(0.1, Duration.ofSeconds(20), 0.1, 256, 0.3);

    @Test
    void keepsTheOfflineShareOverAFleetAndADay() {
        var offline = 0;
        for (var device = 0; device < 50; device++) {
            var forecast = new Forecast(CHANGEABLE, new SplittableRandom(device), BEGIN);
            for (var second = 0; second < 7200; second += 5) {
                offline += forecast.offlineAt(BEGIN.plusSeconds(second)) ? 1 : 0;
            }
        }

        assertThat(offline / (50.0 * 1440)).isCloseTo(0.1, within(0.02));
    }

    @Test
    void isTheSameStormForTheSameSeed() {
        assertThat(storm(42)).isEqualTo(storm(42)).isNotEqualTo(storm(43)).contains(true, false);
    }

    @Test
    void isNeverOfflineInFairWeather() {
        var forecast = new Forecast(Climate.FAIR, new SplittableRandom(1), BEGIN);

        assertThat(IntStream.range(0, 10_000).mapToObj(second -> forecast.offlineAt(BEGIN.plusSeconds(second))))
                .containsOnly(false);
    }

    @Test
    void picksExactlyTheShareOfSlowDevices() {
        assertThat(CHANGEABLE.slowAmong(50, new SplittableRandom(1)).cardinality())
                .isEqualTo(5);
        assertThat(CHANGEABLE.slowAmong(50, new SplittableRandom(1)))
                .isEqualTo(CHANGEABLE.slowAmong(50, new SplittableRandom(1)));
    }

    @Test
    void lastsAsLongAsTheLineTakes() {
        assertThat(new SlowLine(null, 256).takes(32_000)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void spreadsMishapsAsAskedAndNeverChangesItsMind() {
        var mishaps = new Mishaps(CHANGEABLE, 42);
        var digest = ArtifactDigest.of(new byte[32]);
        var fates = IntStream.range(0, 2000)
                .mapToObj(i -> mishaps.of(new DeviceId("sim-%04d".formatted(i)), digest))
                .toList();

        assertThat(share(fates, Fate.GOES_WELL)).isCloseTo(0.7, within(0.04));
        assertThat(share(fates, Fate.WILL_NOT_LOAD)).isCloseTo(0.15, within(0.03));
        assertThat(share(fates, Fate.FALLS_ILL)).isCloseTo(0.15, within(0.03));
        assertThat(mishaps.of(new DeviceId("sim-0007"), digest)).isEqualTo(fates.get(7));
    }

    @Test
    void refusesSharesThatAreNone() {
        assertThatThrownBy(() -> new Climate(1, Duration.ofSeconds(20), 0, 256, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offline share");
        assertThatThrownBy(() -> new Climate(0, Duration.ofSeconds(20), 0, 0, 0))
                .hasMessageContaining("pace of a slow line");
    }

    private static List<Boolean> storm(long seed) {
        var forecast = new Forecast(CHANGEABLE, new SplittableRandom(seed), BEGIN);
        return IntStream.range(0, 3600)
                .mapToObj(second -> forecast.offlineAt(BEGIN.plusSeconds(second)))
                .toList();
    }

    private static double share(List<Fate> fates, Fate fate) {
        return fates.stream().filter(one -> one == fate).count() / (double) fates.size();
    }
}
