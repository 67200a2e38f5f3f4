package io.modelferry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.protocol.report.Reported.RunningModel;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NullPromisesTest {

    private static final ArtifactDigest DIGEST = new ArtifactDigest("a".repeat(64));

    @Test
    void readsAnEventWithoutAFailure() {
        var event = new UpdateEvent(
                new UUID(1, 2),
                1,
                Instant.EPOCH,
                3,
                new ModelName("m"),
                DIGEST,
                UpdateState.TRIAL,
                null,
                "",
                Transfer.NONE);

        assertThat(ProtocolJson.read(ProtocolJson.write(event), UpdateEvent.class))
                .isEqualTo(event);
    }

    @Test
    void readsADeviceThatRunsNothing() {
        var model = new RunningModel(new ModelName("m"), null, null, List.of());

        assertThat(ProtocolJson.read(ProtocolJson.write(model), RunningModel.class))
                .isEqualTo(model);
    }

    @Test
    void readsANullableFieldThatWasLeftOut() {
        var json = "{\"model\":\"m\",\"quarantined\":[]}";

        assertThat(read(json).running()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":null,\"quarantined\":[]}",
                "{\"quarantined\":[]}",
                "{\"model\":\"m\",\"quarantined\":null}",
                "{\"model\":\"m\"}"
            })
    void refusesNullWhereTheRecordPromisesAValue(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"deltaBytes\":1,\"fullBytes\":2}", "{\"deltaBytes\":1,\"fullBytes\":null,\"fallback\":true}"})
    void refusesAMissingNumberOrFlag(String json) {
        assertThatThrownBy(() -> ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), Transfer.class))
                .isInstanceOf(MalformedMessage.class);
    }

    private static RunningModel read(String json) {
        return ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), RunningModel.class);
    }
}
