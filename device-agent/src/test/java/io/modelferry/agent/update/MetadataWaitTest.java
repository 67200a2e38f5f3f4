package io.modelferry.agent.update;

import static io.modelferry.agent.testing.FakeControlPlane.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.RogueMetadata;
import io.modelferry.agent.update.EventLog.Step;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever has given a device a goal hears why it does not begin, before the goal can even be believed. */
class MetadataWaitTest extends DeviceWithAModel {

    @BeforeEach
    void forgetHowItGotThere() {
        device.events.forget();
    }

    private List<Step> waits() {
        return device.events.steps().stream()
                .filter(step -> step.metadataWait() != null)
                .toList();
    }

    @Test
    void saysOnceThatTheTargetsOfItsGoalAreNotServedYet() {
        device.store.metadataBy(RogueMetadata.frozen(server));
        var two = server.publish(TWO);

        device.offer(server.want(two));
        device.pass(Duration.ofMinutes(10));

        assertThat(waits()).singleElement().satisfies(step -> {
            assertThat(step.metadataWait()).isEqualTo(MetadataWait.NOT_SERVED);
            assertThat(step.state()).isEqualTo(UpdateState.ASSIGNED);
            assertThat(step.digest()).isEqualTo(two);
            assertThat(step.detail()).startsWith("waits for signed metadata: the server still serves targets ");
        });
    }

    @Test
    void saysThatItGoesOnOnceTheyAreServed() {
        device.store.metadataBy(RogueMetadata.frozen(server));
        var two = server.publish(TWO);
        device.offer(server.want(two));

        honestMetadata();
        device.pass(Duration.ofMinutes(1));

        var afterTheWait = device.events.steps().get(device.events.steps().indexOf(waits().getLast()) + 1);
        assertThat(afterTheWait.state()).isEqualTo(UpdateState.FETCHING);
        assertThat(afterTheWait.metadataWait()).isNull();
    }

    @Test
    void saysWhichClauseRefusesTheMetadataThatCame() {
        var two = server.publish(TWO);
        device.store.metadataBy(RogueMetadata.edited(server));

        device.offer(server.want(two));

        assertThat(waits()).singleElement().satisfies(step -> {
            assertThat(step.metadataWait()).isEqualTo(MetadataWait.REFUSED);
            assertThat(step.detail()).contains("(TUF 5.4.2)");
        });
    }

    @Test
    void saysOfAGoalThatItCannotBelieveYetWhatItWaitsFor() {
        server.rotateGoalKey();
        var two = server.publish(TWO);
        noMetadata();

        device.offer(server.want(two));
        device.pass(Duration.ofMinutes(10));

        assertThat(device.updater.generation()).isEqualTo(1);
        assertThat(waits()).singleElement().satisfies(step -> {
            assertThat(step.metadataWait()).isEqualTo(MetadataWait.UNREACHABLE);
            assertThat(step.generation()).isEqualTo(2);
            assertThat(step.model()).isEqualTo(FakeControlPlane.MODEL);
            assertThat(step.digest()).isEqualTo(two);
            assertThat(step.detail()).isEqualTo("waits for signed metadata: nobody answers");
        });
    }

    @Test
    void saysThatItsMetadataHaveExpiredAndNoNewerOnesCome() {
        device.store.metadataBy(RogueMetadata.frozen(server));
        var two = server.publish(TWO);
        device.setClock(AFTER_THE_METADATA);

        device.offer(
                server.signedByUs(server.goal(DEVICE, 7, AFTER_THE_METADATA.plusSeconds(3600), server.whole(two))));

        assertThat(waits()).singleElement().satisfies(step -> {
            assertThat(step.metadataWait()).isEqualTo(MetadataWait.REFUSED);
            assertThat(step.generation()).isEqualTo(7);
            assertThat(step.detail()).contains("expired");
        });
    }

    @Test
    void believesTheGoalOnceTheMetadataComeAndSaysNothingOfWaitingAnyMore() {
        server.rotateGoalKey();
        var two = server.publish(TWO);
        noMetadata();
        device.offer(server.want(two));

        honestMetadata();
        device.pass(Duration.ofMinutes(1));

        assertThat(device.updater.generation()).isEqualTo(2);
        assertThat(waits()).hasSize(1);
        assertThat(device.events.last().digest()).isEqualTo(two);
        assertThat(device.events.last().metadataWait()).isNull();
    }

    @Test
    void tellsEachReasonOfAGoalOnceAndTheNextGoalAnew() {
        server.rotateGoalKey();
        var two = server.publish(TWO);
        noMetadata();
        device.offer(server.want(two));

        device.store.metadataBy(RogueMetadata.edited(server));
        device.pass(Duration.ofMinutes(5));
        device.offer(server.want(two));
        device.pass(Duration.ofMinutes(5));

        assertThat(waits().stream().map(Step::metadataWait))
                .containsExactly(MetadataWait.UNREACHABLE, MetadataWait.REFUSED, MetadataWait.REFUSED);
        assertThat(waits().stream().map(Step::generation)).containsExactly(2L, 2L, 3L);
    }

    @Test
    void aStrangersGoalOfManyModelsFillsNoOutbox() {
        noMetadata();
        var wanted = server.goal(DEVICE, 2, Instant.parse("2026-06-01T00:00:00Z"), server.whole(server.keep(TWO)));

        device.offer(FakeControlPlane.sign(ofManyModels(wanted), SigningKey.generate()));

        assertThat(waits()).hasSize(16);
    }

    @Test
    void saysNothingOfModelsThatTheGoalLeavesAsTheyAre() {
        server.rotateGoalKey();
        noMetadata();

        device.offer(server.want(one));

        assertThat(device.events.steps()).isEmpty();
    }

    private static DesiredState ofManyModels(DesiredState goal) {
        var one = goal.models().getFirst();
        return new DesiredState(
                goal.device(),
                goal.generation(),
                goal.issuedAt(),
                goal.notAfter(),
                goal.targetsVersion(),
                IntStream.range(0, 100).mapToObj(i -> named("model-" + i, one)).toList());
    }

    private static DesiredModel named(String name, DesiredModel one) {
        return new DesiredModel(
                new ModelName(name),
                one.version(),
                one.variant(),
                one.digest(),
                one.lengthBytes(),
                one.deltas(),
                one.keep(),
                one.delivery(),
                one.probation(),
                one.rollout(),
                one.retry(),
                one.hops(),
                one.paused());
    }
}
