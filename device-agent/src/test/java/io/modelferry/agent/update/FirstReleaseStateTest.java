package io.modelferry.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.update.ModelSlots.Attempt;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A device that was updated from the first release knows its models again. */
class FirstReleaseStateTest {

    @Test
    void isReadWithItsModelsItsStrikesAndItsTrial() throws IOException {
        var state = ProtocolJson.read(then(), DeviceState.class);

        var slots = state.slots(new ModelName("meter-reader"));
        assertThat(state.generation()).isEqualTo(7);
        assertThat(slots.active().version().value()).isEqualTo("v1");
        assertThat(slots.trial().phase()).isEqualTo(Attempt.Phase.TRIAL);
        assertThat(slots.trial().before()).isNull();
        assertThat(slots.strikes()).hasSize(1);
        assertThat(slots.settled()).isEqualTo(6);
    }

    /** Going back to the first release: what it does not know it ignores, what it needs is there. */
    @Test
    void hasNoPhaseThatTheFirstReleaseDoesNotKnow() {
        assertThat(Attempt.Phase.values()).containsExactly(Attempt.Phase.PROBE, Attempt.Phase.TRIAL);
    }

    private static byte[] then() throws IOException {
        try (var in = FirstReleaseStateTest.class.getResourceAsStream("/v1/device-state.json")) {
            return in.readAllBytes();
        }
    }
}
