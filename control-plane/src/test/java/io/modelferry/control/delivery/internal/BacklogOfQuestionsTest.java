package io.modelferry.control.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.fleet.Machine;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A control plane that was away finds more questions than it may have answers under way. It answers them, at least once, and the line stands. */
final class BacklogOfQuestionsTest {

    private static final int QUESTIONS = 400;
    private static final Duration SOON =
            Duration.ofSeconds(8); // an answer that waits for its own acknowledgement takes 10 s

    private final RunningHouse house = RunningHouse.shared();

    @Test
    void theLineStandsAndEveryQuestionIsAnswered() throws Exception {
        var id = new DeviceId("asks-much-01");
        var machine = Machine.fresh(house, id.value());
        var tls = machine.tls(Machine.reply(machine.enrol(Machine.token(house, id.value(), 1)))
                .certificatePem());
        var line = house.bean(PahoLine.class);
        try (var device = Visitor.enter(house.bean(Broker.class).publicUrl(), tls, id.value())) {
            device.subscribe(Topics.of(id, Channel.BLOCKS_DATA));
            line.stop();
            for (var question = 0; question < QUESTIONS; question++) {
                assertThat(device.publish(Topics.of(id, Channel.BLOCKS_GET), "not a question", false))
                        .isTrue();
            }

            line.start();

            await().atMost(SOON).until(line::connected);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(device.received()).hasSizeGreaterThanOrEqualTo(QUESTIONS));
        } finally {
            if (!line.isRunning()) {
                line.start();
            }
        }
    }
}
