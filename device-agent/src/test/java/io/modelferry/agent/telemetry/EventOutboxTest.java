package io.modelferry.agent.telemetry;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.update.EventLog.Step;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventOutboxTest {

    private static final UUID BOOT = new UUID(0, 1);
    private static final UUID NEXT_BOOT = new UUID(0, 2);

    @TempDir
    Path folder;

    private final LoopLink link = new LoopLink();
    private final MovedClock clock = new MovedClock();

    private final LastLines lines = new LastLines();

    private EventOutbox outbox(EventLane lane, UUID boot) {
        return new EventOutbox(lane, link, new Origin(boot, clock, clock), lines::newest);
    }

    private static Step step(UpdateState state) {
        return new Step(1, MODEL, FakeControlPlane.digestOf(new byte[1]), state, null, "", Transfer.NONE);
    }

    private List<Long> sent() {
        return link.sent(Channel.EVENTS).stream()
                .map(json -> ProtocolJson.read(json, UpdateEvent.class).seq())
                .toList();
    }

    @Test
    void numbersEventsFromOneAndSendsThemInOrder() {
        var outbox = outbox(EventLane.inMemory(), BOOT);
        link.connect();

        for (var state : UpdateState.values()) {
            outbox.record(step(state));
        }

        assertThat(sent()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void keepsWhatWasSentUntilTheServerHasStoredIt() {
        var outbox = outbox(EventLane.inMemory(), BOOT);
        link.connect();
        outbox.record(step(UpdateState.ASSIGNED));
        outbox.record(step(UpdateState.FETCHING));
        outbox.record(step(UpdateState.VERIFIED));

        outbox.acknowledged(BOOT, 2);
        outbox.resend();

        assertThat(sent()).containsExactly(1L, 2L, 3L, 3L);
    }

    @Test
    void sendsAfterAReconnectionWhatCouldNotGoOut() {
        var outbox = outbox(EventLane.inMemory(), BOOT);
        outbox.record(step(UpdateState.ASSIGNED));
        assertThat(sent()).isEmpty();

        link.connect();
        outbox.resend();

        assertThat(sent()).containsExactly(1L);
    }

    @Test
    void sendsAgainWhatNobodyAcknowledgedForLong() {
        var outbox = outbox(EventLane.inMemory(), BOOT);
        link.connect();
        outbox.record(step(UpdateState.ASSIGNED));

        outbox.tick();
        clock.move(EventOutbox.STALE.plus(Duration.ofSeconds(1)));
        outbox.tick();

        assertThat(sent()).containsExactly(1L, 1L);
    }

    @Test
    void findsUnacknowledgedEventsAgainAfterARestart() {
        var before = outbox(new DurableEvents(LaneDisk.REAL, folder), BOOT);
        before.record(step(UpdateState.ASSIGNED));
        before.record(step(UpdateState.FETCHING));
        before.acknowledged(BOOT, 1);

        var lane = new DurableEvents(LaneDisk.REAL, folder);
        var after = outbox(lane, NEXT_BOOT);
        after.record(step(UpdateState.VERIFIED));

        assertThat(lane.pending())
                .extracting(UpdateEvent::boot)
                .contains(BOOT, NEXT_BOOT)
                .last()
                .isEqualTo(NEXT_BOOT);
        after.acknowledged(BOOT, 2);
        assertThat(lane.pending()).singleElement().extracting(UpdateEvent::boot).isEqualTo(NEXT_BOOT);
    }

    private static Step failure(FailureCode code) {
        var digest = FakeControlPlane.digestOf(new byte[1]);
        return new Step(1, MODEL, digest, UpdateState.FAILED, code, "", Transfer.NONE);
    }

    private List<UpdateEvent> events() {
        return link.sent(Channel.EVENTS).stream()
                .map(json -> ProtocolJson.read(json, UpdateEvent.class))
                .toList();
    }

    @Test
    void sendsTheLastLinesOfTheLogWithAFailureAndWithNothingElse() {
        var outbox = outbox(EventLane.inMemory(), BOOT);
        link.connect();
        lines.add("it began");
        lines.add("it broke");

        outbox.record(step(UpdateState.FETCHING));
        outbox.record(failure(FailureCode.LOAD_FAILED));

        assertThat(events().getFirst().log()).isNull();
        assertThat(events().getLast().log()).containsExactly("it began", "it broke");
    }

    @Test
    void sendsTheLogOnceForAFailureThatComesBackWithEveryRetry() {
        var outbox = outbox(EventLane.inMemory(), BOOT);
        link.connect();
        lines.add("no route");

        outbox.record(failure(FailureCode.NETWORK));
        outbox.record(failure(FailureCode.NETWORK));
        outbox.record(failure(FailureCode.TIMEOUT));

        assertThat(events()).extracting(event -> event.log() != null).containsExactly(true, false, true);
    }

    @Test
    void sendsNoLogWhereNobodyKeepsOne() {
        var outbox = outbox(EventLane.inMemory(), BOOT);
        link.connect();

        outbox.record(failure(FailureCode.NETWORK));

        assertThat(events().getFirst().log()).isNull();
    }

    @Test
    void measuresByTicksSoThatAClockThatIsSetSendsNothingAgain() {
        var outbox = outbox(EventLane.inMemory(), BOOT);
        link.connect();
        outbox.record(step(UpdateState.ASSIGNED));

        clock.set(clock.instant().plus(Duration.ofDays(3650)));
        outbox.tick();

        assertThat(sent()).containsExactly(1L);
    }
}
