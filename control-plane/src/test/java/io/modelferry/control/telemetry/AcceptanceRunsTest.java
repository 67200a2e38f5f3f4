package io.modelferry.control.telemetry;

import static io.modelferry.control.telemetry.TelemetryRoom.CAM;
import static io.modelferry.control.telemetry.TelemetryRoom.MODEL;
import static io.modelferry.control.telemetry.TelemetryRoom.NOON;
import static io.modelferry.control.telemetry.TelemetryRoom.ONE;
import static io.modelferry.control.telemetry.TelemetryRoom.OTHER;
import static io.modelferry.control.telemetry.TelemetryRoom.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.telemetry.Evidence.AcceptanceRun;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AcceptanceRunsTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();

    private final TelemetryRoom room = new TelemetryRoom(POSTGRES);

    private void told(DeviceId device, ArtifactDigest digest, Instant at, @Nullable AcceptanceResult result) {
        told(device, ProtocolJson.write(event(digest, at, result)));
    }

    private void told(DeviceId device, byte[] payload) {
        room.acceptance.on(new UplinkReceived(device, Channel.EVENTS, payload, NOON));
    }

    private static UpdateEvent event(ArtifactDigest digest, Instant at, @Nullable AcceptanceResult result) {
        return new UpdateEvent(
                new UUID(1, 2),
                1,
                at,
                1,
                MODEL,
                digest,
                UpdateState.PROBED,
                null,
                "",
                Transfer.NONE,
                null,
                null,
                result,
                null);
    }

    private List<AcceptanceRun> runs(ArtifactDigest... digests) {
        return room.evidence.acceptance(MODEL, Set.of(digests), Set.of(CAM, OTHER));
    }

    @Test
    void keepsARunForEachFileOnEachDevice() {
        told(CAM, ONE, NOON, new AcceptanceResult(4, 4, 3, List.of(1L, 3L)));
        told(CAM, TWO, NOON, new AcceptanceResult(4, 0, 0, List.of()));
        told(OTHER, ONE, NOON, new AcceptanceResult(4, 4, 2, List.of(2L, 2L)));
        told(OTHER, TWO, NOON, null);

        assertThat(runs(ONE)).extracting(AcceptanceRun::device).containsExactly(CAM, OTHER);
        assertThat(runs(ONE)).extracting(AcceptanceRun::correct).containsExactly(3, 2);
        assertThat(runs(ONE).getFirst().classCounts()).containsExactly(1, 3);
        assertThat(runs(TWO)).singleElement().satisfies(run -> {
            assertThat(run.labelled()).isZero();
            assertThat(run.classCounts()).isEmpty();
        });
        assertThat(runs()).isEmpty();
    }

    @Test
    void keepsTheNewestRunWhateverTheOrderAndOnce() {
        told(CAM, ONE, NOON, new AcceptanceResult(4, 4, 3, List.of()));
        told(CAM, ONE, NOON.minusSeconds(60), new AcceptanceResult(4, 4, 1, List.of()));
        told(CAM, ONE, NOON, new AcceptanceResult(4, 4, 3, List.of()));

        assertThat(runs(ONE)).extracting(AcceptanceRun::correct).containsExactly(3);
    }

    @Test
    void refusesARunThatCannotBeAndKeepsWhatItHad() {
        told(CAM, ONE, NOON, new AcceptanceResult(4, 4, 3, List.of()));
        var json = new String(
                ProtocolJson.write(event(ONE, NOON, new AcceptanceResult(4, 4, 4, List.of()))), StandardCharsets.UTF_8);
        var impossible = json.replace("\"correct\":4", "\"correct\":5").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> told(CAM, impossible)).isInstanceOf(MalformedMessage.class);
        assertThat(runs(ONE)).extracting(AcceptanceRun::correct).containsExactly(3);
    }
}
