package io.modelferry.control.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.telemetry.Window;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class QuotasTest {

    private static final DeviceId LOUD = new DeviceId("loud");
    private static final DeviceId QUIET = new DeviceId("quiet");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final int AGENT_PER_SECOND = 5;

    private final Quotas quotas = new Quotas(60);

    @Test
    void letInWhatADeviceKeptAndThenOneASecond() {
        assertThat(taken(LOUD, START, 1000)).isEqualTo(600);
        assertThat(taken(LOUD, START.plusSeconds(1), 1000)).isEqualTo(1);
        assertThat(taken(LOUD, START.plusSeconds(11), 1000)).isEqualTo(10);
    }

    @Test
    void letInAMinutesWorthWhereThatIsMore() {
        assertThat(taken(new Quotas(6000), LOUD, START, 10_000)).isEqualTo(6000);
    }

    @Test
    void dropNothingOfAnAgentThatComesBackWithAWeekOfWindows() {
        var server = new Quotas(600);
        assertThat(taken(server, LOUD, START, Window.MOST_AT_ONCE)).isEqualTo(Window.MOST_AT_ONCE);
        for (var second = 1; second < 2000; second++) {
            assertThat(taken(server, LOUD, START.plusSeconds(second), AGENT_PER_SECOND))
                    .isEqualTo(AGENT_PER_SECOND);
        }
    }

    @Test
    void keepDevicesApart() {
        taken(LOUD, START, 100_000);

        assertThat(quotas.take(QUIET, START)).isTrue();
    }

    @Test
    void areNotFooledByAClockThatGoesBack() {
        taken(LOUD, START, 600);

        assertThat(quotas.take(LOUD, START.minusSeconds(3600))).isFalse();
    }

    private int taken(DeviceId device, Instant at, int tries) {
        return taken(quotas, device, at, tries);
    }

    private static int taken(Quotas quotas, DeviceId device, Instant at, int tries) {
        var taken = 0;
        for (var one = 0; one < tries; one++) {
            taken += quotas.take(device, at) ? 1 : 0;
        }
        return taken;
    }
}
