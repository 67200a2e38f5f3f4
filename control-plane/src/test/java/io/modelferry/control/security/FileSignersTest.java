package io.modelferry.control.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.Envelope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class FileSignersTest {

    private static final DesiredState GOAL =
            new DesiredState(new DeviceId("cam-1"), 7, Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 3, List.of());

    @TempDir
    Path folder;

    @Test
    void signsWithTheKeyThatAnotherControlPlanePutThere() throws IOException {
        var configuration = new Binder(new MapConfigurationPropertySource(Map.of("modelferry.data", folder.toString())))
                .bindOrCreate("modelferry", ModelferryConfiguration.class);
        try (var data = new DataFolder(configuration)) {
            var one = new FileSigners(new KeyFiles(data));
            var other = new FileSigners(new KeyFiles(data));
            var before = one.goalKey();

            other.makeNext();
            assertThat(one.goalKey().id()).isEqualTo(before.id());
            other.promoteNext();

            assertThat(one.goalKey().id()).isEqualTo(other.goalKey().id()).isNotEqualTo(before.id());
            assertThat(one.signGoal(GOAL).open(DesiredState.PAYLOAD_TYPE, other.goalKey(), DesiredState.class))
                    .isEqualTo(GOAL);
        }
    }

    @Test
    void signsAsTheJdkWouldAndWhatDevicesCanVerify() throws IOException {
        var configuration = new Binder(new MapConfigurationPropertySource(Map.of("modelferry.data", folder.toString())))
                .bindOrCreate("modelferry", ModelferryConfiguration.class);
        try (var data = new DataFolder(configuration)) {
            var signers = new FileSigners(new KeyFiles(data));
            var ofTheJdk = SigningKey.of(KeyPairs.ed25519(folder.resolve("keys").resolve("goal-key.pem")));

            var envelope = signers.signGoal(GOAL);

            assertThat(envelope.open(DesiredState.PAYLOAD_TYPE, signers.goalKey(), DesiredState.class))
                    .isEqualTo(GOAL);
            var same = Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(GOAL), ofTheJdk);
            assertThat(ProtocolJson.write(envelope)).isEqualTo(ProtocolJson.write(same));
        }
    }
}
