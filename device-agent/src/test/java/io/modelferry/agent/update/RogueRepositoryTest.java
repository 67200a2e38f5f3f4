package io.modelferry.agent.update;

import static io.modelferry.agent.testing.FakeControlPlane.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.FakeStore;
import io.modelferry.agent.testing.RogueMetadata;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Somebody with the goal key, or between device and repository, wants the device to run what it should not, or nothing new for ever. */
class RogueRepositoryTest extends DeviceWithAModel {

    private byte[] wantUntil(Instant notAfter, ArtifactDigest digest) {
        return server.signedByUs(server.goal(DEVICE, 100, notAfter, server.whole(digest)));
    }

    private void assertRunsOn() {
        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void aGoalByTheRealKeyForAnUnsignedFileIsRefused() {
        device.offer(server.want(server.keep("nobody signed this".getBytes(StandardCharsets.US_ASCII))));

        assertThat(device.events.last().failure()).isEqualTo(FailureCode.UNSIGNED_TARGET);
        assertRunsOn();
    }

    @Test
    void metadataThatAreShownAgainForEverEndWithTheirExpiry() {
        device.store.metadataBy(RogueMetadata.frozen(server));
        var two = server.publish(TWO);
        device.setClock(AFTER_THE_METADATA);
        device.offer(wantUntil(AFTER_THE_METADATA.plusSeconds(3600), one));
        device.offer(wantUntil(AFTER_THE_METADATA.plusSeconds(3600), two));
        device.pass(Duration.ofSeconds(60));

        assertThat(device.updater.generation()).isEqualTo(1);
        assertRunsOn();
    }

    @Test
    void aGoalWaitsForTheMetadataThatItNamesAndTakesNoOlderOnes() {
        device.store.metadataBy(RogueMetadata.frozen(server));
        var two = server.publish(TWO);

        device.offer(server.want(two));
        device.pass(Duration.ofSeconds(5));
        assertThat(device.events.failures()).isEmpty();
        assertRunsOn();

        honestMetadata();
        device.confirm(server.want(two));
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void editedMetadataAreRefusedWithTheClauseAndHonestOnesThatFollowAreTaken() {
        var two = server.publish(TWO);
        device.store.metadataBy(RogueMetadata.edited(server));

        device.offer(server.want(two));
        assertThat(device.events.last().metadataWait()).isEqualTo(MetadataWait.REFUSED);
        assertThat(device.events.last().detail()).contains("(TUF 5.4.2)");
        assertRunsOn();

        honestMetadata();
        device.pass(Duration.ofSeconds(30));
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void aDeviceThatWasAwayForTwoRootsFollowsThemAndNobodyElse() {
        var two = server.publish(TWO);
        server.repository().rotateRoot();
        server.repository().rotateRoot();

        device.confirm(server.want(two));

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.events.last().state()).isEqualTo(UpdateState.CONFIRMED);
    }

    @Test
    void theGoalKeyIsRotatedThroughTheTargets() {
        var stolen = server.rotateGoalKey();
        var two = server.publish(TWO);
        device.confirm(server.want(two));
        assertThat(device.host.serves()).isEqualTo(two);

        device.offer(FakeControlPlane.sign(
                server.goal(DEVICE, 200, Instant.parse("2026-06-01T00:00:00Z"), server.whole(one)), stolen));
        device.pass(Duration.ofSeconds(60));

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.updater.generation()).isEqualTo(2);
    }

    @Test
    void aDeltaThatNobodySignedIsNotFetchedAndTheEventSaysSo() {
        var two = server.publish(TWO);
        server.signNoDeltas();
        var delta = FakeStore.deltaOf(TWO);

        device.confirm(server.wantByDelta(two, one, delta, DeliveryPolicy.DEFAULT));

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.store.fetched()).doesNotContain(FakeControlPlane.digestOf(delta));
        assertThat(device.events.steps())
                .anyMatch(step -> step.detail().contains("UNSIGNED_TARGET: the offered deltas are not believed")
                        && step.detail().contains("deltas.meter-reader"));
    }

    @Test
    void rollsBackWithoutTheRepositoryWhileItsMetadataLast() {
        var two = server.publish(TWO);
        device.confirm(server.want(two));
        noMetadata();

        device.offer(server.want(one));

        assertRunsOn();
    }

    @Test
    void knowsAfterARestartWhatItBelieved() {
        device.boot();
        noMetadata();

        device.offer(server.want(one));

        assertThat(device.updater.generation()).isEqualTo(2);
    }
}
