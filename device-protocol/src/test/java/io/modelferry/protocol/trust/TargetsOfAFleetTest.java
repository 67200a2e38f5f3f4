package io.modelferry.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.Hashes;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a fleet's targets say of models, deltas and goals comes back from signed bytes as it was meant. */
class TargetsOfAFleetTest {

    private static final ModelName METER_READER = new ModelName("meter-reader");
    private static final ArtifactDigest A = new ArtifactDigest("a".repeat(64));
    private static final ArtifactDigest B = new ArtifactDigest("b".repeat(64));
    private static final ArtifactDigest C = new ArtifactDigest("c".repeat(64));

    private static final SignedModel BARE =
            new SignedModel(METER_READER, new VersionName("7"), "int8-static", A, 1_091_481, 7, 3, 17, null);
    private static final SignedModel FULL = new SignedModel(
            METER_READER,
            new VersionName("8"),
            "fp32",
            B,
            4_000_000_000L,
            8,
            3,
            21,
            new Acceptance(C, 40_000, 0.912, Map.of("*", 1e-7, "CPUExecutionProvider", 0.001), 12.5),
            new Needs(256L << 20, List.of("CPUExecutionProvider")));

    private static Targets signed(Map<String, TargetFile> files, Delegations delegations) {
        var targets = new Targets(new Head(1, Instant.EPOCH), files, delegations, JsonObject.EMPTY);
        var bytes = Signed.of(targets, List.of(SigningKey.generate())).bytes();
        return Signed.read(bytes, Targets.class).body();
    }

    @Test
    void aModelComesBackAsItWasSigned() {
        var files = Stream.of(BARE, FULL).collect(Collectors.toMap(ModelTarget::path, ModelTarget::target));

        var targets = signed(files, null).targets();

        assertThat(targets)
                .containsOnlyKeys("models/meter-reader/7/int8-static.onnx", "models/meter-reader/8/fp32.onnx");
        targets.forEach((path, file) -> assertThat(ModelTarget.read(path, file)).isIn(BARE, FULL));
    }

    @Test
    void refusesAModelUnderTheNameOfAnother() {
        assertThatThrownBy(() -> ModelTarget.read("models/meter-reader/8/int8-static.onnx", ModelTarget.target(BARE)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesAModelThatSaysNothingOfItsFloor() {
        var custom = JsonObject.builder()
                .put("model", "meter-reader")
                .put("version", "7")
                .put("variant", "fp32")
                .put("releaseCounter", 7)
                .put("opset", 17)
                .build();

        assertThatThrownBy(() ->
                        ModelTarget.read("models/meter-reader/7/fp32.onnx", new TargetFile(1, Hashes.of(A), custom)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("minCounter");
    }

    @Test
    void aVariantIsNoWayOutOfTheFolder() {
        assertThatThrownBy(() -> ModelTarget.path(METER_READER, new VersionName("7"), "../../x"))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void aDeltaComesBackAsItWasSignedAndItsRoleMaySpeakOfItsModelOnly() {
        var delta = new DeltaHop(A, B, 4_000_000_000L, C, 700_000);
        var path = DeltaTarget.path(METER_READER, delta);

        var file =
                signed(Map.of(path, DeltaTarget.target(delta)), null).targets().get(path);

        assertThat(DeltaTarget.read(file)).isEqualTo(delta);
        var role = DeltaTarget.delegation(METER_READER, new RoleKeys(List.of(key(SigningKey.generate())), 1));
        assertThat(role.scope().covers(path)).isTrue();
        assertThat(role.scope().covers(DeltaTarget.path(new ModelName("other"), delta)))
                .isFalse();
        assertThat(role.scope().covers(ModelTarget.path(BARE))).isFalse();
    }

    @Test
    void theKeysOfGoalsAreThoseThatTargetsName() {
        var ours = SigningKey.generate();
        var second = SigningKey.generate();
        var stranger = SigningKey.generate();

        var one = GoalKeys.of(delegating(1, ours));
        var two = GoalKeys.of(delegating(2, ours, second));

        assertThat(opens(one, ours)).isTrue();
        assertThat(opens(one, stranger)).isFalse();
        assertThat(opens(two, ours)).isFalse();
        assertThatThrownBy(() -> GoalKeys.of(signed(Map.of(), null))).isInstanceOf(MalformedMessage.class);
    }

    private static Targets delegating(int threshold, SigningKey... keys) {
        var all = Stream.of(keys).map(TargetsOfAFleetTest::key).toList();
        var byId = all.stream().collect(Collectors.toMap(Key::id, key -> key));
        var goals = GoalKeys.delegation(new RoleKeys(all, threshold));
        return signed(Map.of(), new Delegations(byId, List.of(goals), JsonObject.EMPTY));
    }

    private static boolean opens(GoalKeys signers, SigningKey by) {
        var payload = "{}".getBytes(StandardCharsets.US_ASCII);
        try {
            Envelope.sign("type", payload, by).verified("type", signers);
            return true;
        } catch (BadSignature refused) {
            return false;
        }
    }

    private static Key key(SigningKey key) {
        return Key.of(key.publicHalf());
    }
}
