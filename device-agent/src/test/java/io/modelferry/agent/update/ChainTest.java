package io.modelferry.agent.update;

import static io.modelferry.protocol.report.UpdateState.ASSIGNED;
import static io.modelferry.protocol.report.UpdateState.CONFIRMED;
import static io.modelferry.protocol.report.UpdateState.FETCHING;
import static io.modelferry.protocol.report.UpdateState.PATCHING;
import static io.modelferry.protocol.report.UpdateState.PROBED;
import static io.modelferry.protocol.report.UpdateState.TRIAL;
import static io.modelferry.protocol.report.UpdateState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeStore;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions that a device missed, made one from another. */
class ChainTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two, fine-tuned".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THREE = "model three".getBytes(StandardCharsets.US_ASCII);

    private final TestDevice device = new TestDevice();
    private ArtifactDigest one;
    private ArtifactDigest two;
    private ArtifactDigest three;

    @BeforeEach
    void runsOneOfThree() {
        one = device.server.publish(ONE);
        two = device.server.publish(TWO);
        three = device.server.publish(THREE);
        device.confirm(device.server.want(one));
        device.events.forget();
    }

    @Test
    void goesOverAVersionThatItMissed() {
        device.confirm(
                device.server.want(device.server.whole(three).by(List.of(hop(two, three, THREE), hop(one, two, TWO)))));

        assertThat(device.host.serves()).isEqualTo(three);
        assertThat(device.events.states())
                .containsExactly(ASSIGNED, FETCHING, PATCHING, FETCHING, PATCHING, VERIFIED, PROBED, TRIAL, CONFIRMED);
        var bytes = FakeStore.deltaOf(TWO).length + FakeStore.deltaOf(THREE).length;
        assertThat(device.events.last().transfer()).isEqualTo(new Transfer(bytes, 0, false));
        assertThat(device.store.holds(two)).isFalse();
    }

    @Test
    void takesTheWayOfFewestBytes() {
        var hops = List.of(hop(one, two, TWO), hop(two, three, THREE), hop(one, three, THREE));

        device.confirm(device.server.want(device.server.whole(three).by(hops)));

        assertThat(device.events.last().transfer()).isEqualTo(new Transfer(FakeStore.deltaOf(THREE).length, 0, false));
    }

    @Test
    void goesOverNoFileThatIsNotSigned() {
        var unsigned = device.server.keep("a stranger".getBytes(StandardCharsets.US_ASCII));
        var hops = List.of(
                hop(one, unsigned, "a stranger".getBytes(StandardCharsets.US_ASCII)), hop(unsigned, three, THREE));

        device.confirm(device.server.want(device.server.whole(three).by(hops)));

        assertThat(device.store.fetched()).doesNotContain(hops.getFirst().delta());
        assertThat(device.events.last().transfer()).isEqualTo(new Transfer(0, THREE.length, false));
    }

    @Test
    void fetchesTheWholeFileWhenAChainBreaks() {
        device.store.failNextPatch(FailureCode.DELTA_MALFORMED);

        device.confirm(
                device.server.want(device.server.whole(three).by(List.of(hop(one, two, TWO), hop(two, three, THREE)))));

        assertThat(device.host.serves()).isEqualTo(three);
        assertThat(device.events.last().transfer().fallback()).isTrue();
    }

    @Test
    void isNotLedInCircles() {
        var hops = List.of(hop(one, two, TWO), hop(two, one, ONE), new DeltaHop(two, two, 1, two, 0));

        device.confirm(device.server.want(device.server.whole(three).by(hops)));

        assertThat(device.host.serves()).isEqualTo(three);
    }

    private DeltaHop hop(ArtifactDigest base, ArtifactDigest result, byte[] made) {
        var delta = FakeStore.deltaOf(made);
        return new DeltaHop(base, result, made.length, device.server.keep(delta), delta.length);
    }
}
