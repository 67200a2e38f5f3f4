package io.modelferry.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.trust.Envelope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SeenGoalsTest {

    private static final DeviceId SIM_001 = new DeviceId("sim-001");
    private static final DeviceId SIM_002 = new DeviceId("sim-002");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SeenGoals goals = new SeenGoals(() -> NOON);

    @Test
    void takesARepetitionForNoConflict() {
        goals.saw(SIM_001, goal(SIM_001, 1, NOON));
        goals.saw(SIM_001, goal(SIM_001, 1, NOON));
        goals.saw(SIM_001, goal(SIM_001, 2, NOON.plusSeconds(1)));
        goals.saw(SIM_002, goal(SIM_002, 1, NOON.plusSeconds(2)));

        assertThat(goals.report()).isEqualTo(new SeenGoals.Report(2, 3, List.of(), List.of()));
    }

    @Test
    void namesADeviceThatSawTwoGoalsOfOneGeneration() {
        goals.saw(SIM_001, goal(SIM_001, 7, NOON));
        goals.saw(SIM_001, goal(SIM_001, 7, NOON.plusSeconds(1)));
        goals.saw(SIM_001, goal(SIM_001, 7, NOON));

        assertThat(goals.report().conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.device()).isEqualTo(SIM_001);
            assertThat(conflict.generation()).isEqualTo(7);
            assertThat(conflict.digests()).hasSize(2).doesNotHaveDuplicates();
        });
    }

    @Test
    void leavesToTheDeviceWhatIsNoGoal() {
        goals.saw(SIM_001, "nonsense".getBytes());

        assertThat(goals.report().goals()).isZero();
    }

    @Test
    void remembersSinceWhenADeviceIsHeldBack() {
        goals.saw(SIM_001, goal(SIM_001, 1, NOON, model(null)));
        assertThat(goals.report().pausedAtMicros()).isEmpty();

        goals.saw(SIM_001, goal(SIM_001, 2, NOON, model(true)));
        goals.saw(SIM_001, goal(SIM_001, 3, NOON, model(true)));

        assertThat(goals.report().pausedAtMicros()).containsExactly(NOON.getEpochSecond() * 1_000_000);

        goals.saw(SIM_001, goal(SIM_001, 4, NOON, model(null)));
        assertThat(goals.report().pausedAtMicros()).isEmpty();
    }

    private static DesiredModel model(@Nullable Boolean paused) {
        return new DesiredModel(
                new ModelName("meter-reader"),
                new VersionName("2"),
                "fp32",
                new ArtifactDigest("a".repeat(64)),
                1,
                List.of(),
                List.of(),
                DeliveryPolicy.DEFAULT,
                Probation.DEFAULT,
                "r1",
                false,
                null,
                paused);
    }

    private static byte[] goal(DeviceId device, long generation, Instant issuedAt, DesiredModel... models) {
        var goal = new DesiredState(device, generation, issuedAt, issuedAt.plusSeconds(60), 1, List.of(models));
        return ProtocolJson.write(new Envelope(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(goal), List.of()));
    }
}
