package io.modelferry.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelferry.agent.telemetry.EventLane;
import io.modelferry.agent.telemetry.EventOutbox;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.update.Backoff;
import io.modelferry.agent.update.EventLog.Step;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a device makes of its line over Paho: silence, offline times, sessions, messages that are too large. */
class DeviceLineTest extends DeviceOnAWire {

    @Test
    void findsOutThatTheOtherSideIsGoneThoughTheLineStillStands() {
        connect();
        wire.hang(true);
        var underWay = device.publish(Channel.TELEMETRY, bytes("into the void"));

        patiently().until(() -> !device.connected());

        patiently().until(underWay::isCompletedExceptionally);
        wire.cut();
        wire.hang(false);
        patiently().until(device::connected);
    }

    @Test
    void doesNotWaitForItselfWhenItIsClosedByAListener() throws Exception {
        var closed = new CountDownLatch(1);
        device.listen(Channel.CMD, message -> {
            device.close();
            closed.countDown();
        });
        connect();

        say(Channel.CMD, "stop", false).join();

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        patiently().untilAsserted(() -> assertThat(threadsOfPaho()).isEmpty());
        patiently().until(() -> seen.contains("presence offline"));
    }

    @Test
    void refusesAMessageLargerThanTheBrokerTakesAndKeepsTheLine() {
        connect();

        var tooLarge = device.publish(Channel.TELEMETRY, new byte[LARGEST_PACKET]);

        assertThat(catchThrowable(tooLarge::join))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        device.publish(Channel.TELEMETRY, bytes("small")).join();
        assertThat(connections).hasValue(1);
    }

    @Test
    void leavesWhatHappensOfflineToTheOutboxAndNotToPaho() throws Exception {
        var outbox = new EventOutbox(EventLane.inMemory(), device, new UUID(0, 1), new MovedClock());
        device.onConnected(outbox::resend);
        connect();
        broker.stop();
        patiently().until(() -> !device.connected());

        assertThat(device.publish(Channel.TELEMETRY, bytes("kept by nobody"))).isCompletedExceptionally();
        outbox.record(new Step(
                1,
                FakeControlPlane.MODEL,
                FakeControlPlane.digestOf(new byte[1]),
                UpdateState.ASSIGNED,
                null,
                "",
                Transfer.NONE));
        bringTheBrokerBack();
        patiently().until(device::connected);
        outbox.resend(); // the first time nobody may have been listening yet

        patiently().until(() -> seen.stream().anyMatch(one -> one.startsWith("evt ")));
        assertThat(seen).noneMatch(one -> one.startsWith("tel "));
    }

    private void bringTheBrokerBack() throws Exception {
        watcher.abandon();
        broker.start();
        watcher = watcher();
    }

    /** docs/adr/0013: what a device missed is in the retained goal, not in a session. */
    @Test
    void beginsACleanSessionEveryTimeAndFindsTheGoal() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        for (var channel : List.of(Channel.DESIRED, Channel.CMD)) {
            device.listen(channel, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
        }
        connect();
        device.close();
        say(Channel.CMD, "a hint for somebody who is away", false).join();
        say(Channel.DESIRED, "goal", true).join();

        device = device(SOON);
        device.listen(Channel.DESIRED, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
        device.listen(Channel.CMD, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
        device.open();
        patiently().until(() -> heard.contains("goal"));
        say(Channel.CMD, "a hint", false).join();
        patiently().until(() -> heard.contains("a hint"));

        assertThat(heard).containsExactly("goal", "a hint");
    }

    @Test
    void waitsBeforeItsFirstAttemptAfterALossToo() {
        device.close();
        device = device(new Backoff.Limits(Duration.ofMillis(1500), Duration.ofSeconds(3)));
        connect();

        var began = System.nanoTime();
        cutAndComeBack();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1400));
    }
}
