package io.modelferry.agent.update;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.telemetry.EventLane;
import io.modelferry.agent.telemetry.EventOutbox;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.Presence;
import io.modelferry.protocol.report.Reported;
import io.modelferry.protocol.report.Reported.DeviceFacts;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlLineTest {

    private static final UUID BOOT = new UUID(0, 1);

    private final LoopLink link = new LoopLink();
    private final EventLane lane = EventLane.inMemory();
    private final TestDevice device = new TestDevice();
    private final ControlLine line = new ControlLine(
            link,
            new EventOutbox(lane, link, BOOT, new MovedClock()),
            new ControlLine.Identity(BOOT, "1.0", new DeviceFacts("os", "arch", 1, 1, "1.29", List.of("CPU"))),
            new MovedClock());

    @BeforeEach
    void open() {
        line.open(device.updater);
    }

    private void command(Command command) {
        link.deliver(new Link.Message(Channel.CMD, ProtocolJson.write(command), Link.Message.NO_CORRELATION));
    }

    @Test
    void saysWhoIsThereAndWhatRunsOnEveryConnection() {
        device.confirm(device.server.want(device.server.publish(new byte[] {1})));

        link.connect();
        link.disconnect();
        link.connect();

        assertThat(link.sent(Channel.PRESENCE)).hasSize(2);
        assertThat(ProtocolJson.read(link.sent(Channel.PRESENCE).getFirst(), Presence.class))
                .isEqualTo(new Presence(true, BOOT));
        var reported = ProtocolJson.read(link.sent(Channel.REPORTED).getLast(), Reported.class);
        assertThat(reported.generation()).isEqualTo(1);
        assertThat(reported.models().getFirst().model()).isEqualTo(MODEL);
        assertThat(reported.models().getFirst().running()).isEqualTo(device.host.serves());
    }

    @Test
    void reportsAgainWhatDidNotGetThrough() {
        link.connect();
        link.loseNext();
        line.report();
        assertThat(link.sent(Channel.REPORTED)).hasSize(1);

        line.tick();
        line.tick();

        assertThat(link.sent(Channel.REPORTED)).hasSize(2);
    }

    @Test
    void neverHasTwoReportsUnderWayAndEndsWithWhatIsTrueThen() {
        link.connect();
        link.holdAnswers();
        line.report();
        device.confirm(device.server.want(device.server.publish(new byte[] {1})));
        line.report();
        line.report();
        assertThat(link.sent(Channel.REPORTED)).hasSize(2);

        link.answer();

        assertThat(link.sent(Channel.REPORTED)).hasSize(3);
        assertThat(ProtocolJson.read(link.sent(Channel.REPORTED).getLast(), Reported.class)
                        .generation())
                .isEqualTo(1);
        link.answer();
        assertThat(link.sent(Channel.REPORTED)).hasSize(3);
    }

    @Test
    void reportsWhenAskedAndForgetsAcknowledgedEvents() {
        lane.append(event());
        link.connect();

        command(new Command.Refresh("somebody looks"));
        command(new Command.EventAck(BOOT, 1));

        assertThat(link.sent(Channel.REPORTED)).hasSize(2);
        assertThat(lane.pending()).isEmpty();
    }

    @Test
    void ignoresACommandThatIsNone() {
        link.connect();

        link.deliver(new Link.Message(
                Channel.CMD, "{\"type\":\"self-destruct\"}".getBytes(StandardCharsets.US_ASCII), new byte[0]));

        assertThat(link.sent(Channel.REPORTED)).hasSize(1);
    }

    private static UpdateEvent event() {
        return new UpdateEvent(
                BOOT,
                1,
                new MovedClock().instant(),
                1,
                MODEL,
                FakeControlPlane.digestOf(new byte[] {1}),
                UpdateState.ASSIGNED,
                null,
                "",
                Transfer.NONE);
    }
}
