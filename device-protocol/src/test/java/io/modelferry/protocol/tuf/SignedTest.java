package io.modelferry.protocol.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.tuf.Metadata.Head;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignedTest {

    private static final Head HEAD = new Head(7, Instant.parse("2030-01-01T00:00:00Z"));
    private static final SigningKey ONE = SigningKey.generate();
    private static final SigningKey TWO = SigningKey.generate();
    private static final Map<String, Key> KEYS = Map.of(
            Key.of(ONE.publicHalf()).id(),
            Key.of(ONE.publicHalf()),
            Key.of(TWO.publicHalf()).id(),
            Key.of(TWO.publicHalf()));

    private static Timestamp timestamp() {
        return new Timestamp(HEAD, new MetaFile(3, 100L, null), JsonObject.EMPTY);
    }

    private static RoleKeys both(int threshold) {
        return new RoleKeys(List.copyOf(KEYS.values()), threshold);
    }

    @Test
    void believesThreeSchemesAsThePythonImplementationSignsThem() throws IOException {
        var root = Signed.read(resource("root.json"), Root.class);
        var keys = root.body().keys();
        var role = root.body().role("root");

        assertThat(role.threshold()).isEqualTo(3);
        assertThat(root.isSignedBy(role, keys)).isTrue();
        assertThat(Signed.read(resource("targets.json"), Targets.class).isSignedBy(role, keys))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"74c181c7", "e9b292f4", "e080c38a"})
    void doesNotBelieveAnyOfTheThreeOnceAByteIsAnother(String keyid) throws IOException {
        var edited = edited(resource("root.json"), text -> text.replace("gut", "Gut"));
        var root = Signed.read(edited, Root.class);
        var role = root.body().role("root");
        var only = new RoleKeys(
                role.keyids().stream().filter(id -> id.startsWith(keyid)).toList(), 1, JsonObject.EMPTY);

        assertThat(only.keyids()).hasSize(1);
        assertThat(Signed.read(resource("root.json"), Root.class)
                        .isSignedBy(only, root.body().keys()))
                .isTrue();
        assertThat(root.isSignedBy(only, root.body().keys())).isFalse();
    }

    @Test
    void readsDelegationsAndTargetsAsThePythonImplementationWritesThem() throws IOException {
        var targets = Signed.read(resource("targets.json"), Targets.class).body();

        var file = targets.of("models/a b/meter-reader@3.onnx").orElseThrow();
        assertThat(file.length()).isEqualTo(11);
        assertThat(file.hashes().match("not a model".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(file.hashes().match("not a modem".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(file.custom().text("note")).isEqualTo("tab\tq\"");
        assertThat(targets.delegations().roles())
                .extracting(
                        Delegation::name,
                        Delegation::terminating,
                        to -> to.keys().threshold())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("deltas", true, 1),
                        org.assertj.core.groups.Tuple.tuple("bins", false, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root.json", "targets.json"})
    void writesAgainWhatItReadWithTheFieldsItDoesNotKnow(String name) throws IOException {
        var envelope = StrictJson.read(resource(name));
        var signed = envelope.object("signed");

        assertThat(Metadata.read(signed).json()).isEqualTo(signed);
    }

    @Test
    void keepsTheBytesAsTheyCame() {
        var padded = edited(Signed.of(timestamp(), List.of(ONE)).bytes(), text -> " " + text + "\n\n");

        assertThat(Signed.read(padded, Timestamp.class).bytes()).isEqualTo(padded);
    }

    @Test
    void countsEachKeyOfTheRoleOnceAndNobodyElse() {
        var signed = Signed.of(timestamp(), List.of(ONE, SigningKey.generate()));

        assertThat(signed.isSignedBy(both(1), KEYS)).isTrue();
        assertThat(signed.isSignedBy(both(2), KEYS)).isFalse();
        assertThat(signed.signedAlsoBy(TWO).isSignedBy(both(2), KEYS)).isTrue();
        assertThat(signed.signedAlsoBy(ONE).isSignedBy(both(2), KEYS)).isFalse();
    }

    @Test
    void aKeyThatStandsUnderTwoIdsCountsOnce() {
        var key = Key.of(ONE.publicHalf());
        var alias = Key.read(JsonObject.builder().putAll(key.json()).put("x", 1).build());
        var signature = Signed.of(timestamp(), List.of(ONE)).bytes();
        var twice = edited(
                signature,
                text -> text.replaceFirst("\\[(\\{[^}]*\"" + key.id() + "\"[^}]*})]", "[$1,$1]")
                        .replaceFirst(key.id(), alias.id()));
        var role = new RoleKeys(List.of(key, alias), 2);

        var signed = Signed.read(twice, Timestamp.class);

        assertThat(signed.isSignedBy(role, Map.of(key.id(), key, alias.id(), alias)))
                .isFalse();
    }

    @Test
    void aSignatureThatIsNoneDoesNoHarmBesideOneThatIs() {
        var signed = Signed.of(timestamp(), List.of(ONE, TWO)).bytes();
        var spoilt = edited(signed, text -> text.replaceFirst("\"sig\":\"[0-9a-f]+\"", "\"sig\":\"\""));

        assertThat(Signed.read(spoilt, Timestamp.class).isSignedBy(both(1), KEYS))
                .isTrue();
        assertThat(Signed.read(spoilt, Timestamp.class).isSignedBy(both(2), KEYS))
                .isFalse();
    }

    /** A digit of the signature may come in capitals; everything else is refused, not signed, or says the same. */
    @Test
    void noBitThatTurnsChangesWhatIsBelieved() {
        var good = Signed.of(timestamp(), List.of(ONE)).bytes();
        var refused = 0;
        for (var bit = 0; bit < good.length * 8; bit++) {
            var turned = good.clone();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                var signed = Signed.read(turned, Timestamp.class);
                if (signed.isSignedBy(both(1), KEYS)) {
                    assertThat(signed.body()).as("bit %d", bit).isEqualTo(timestamp());
                } else {
                    refused++;
                }
            } catch (MalformedMessage e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(good.length * 7);
    }

    @Test
    void aControlCharacterIsSignedAsItselfAndWrittenEscaped() {
        var said = JsonObject.builder().put("note", "tab\tand \u0001").build();
        var document = Signed.of(new Timestamp(HEAD, new MetaFile(3, 100L, null), said), List.of(ONE, TWO));

        assertThat(new String(document.bytes(), StandardCharsets.UTF_8)).contains("tab\\u0009and \\u0001");
        assertThat(Signed.read(document.bytes(), Timestamp.class).isSignedBy(both(2), KEYS))
                .isTrue();
    }

    @Test
    void blanksAndAnotherOrderAreTheSameWords() {
        var text = new String(Signed.of(timestamp(), List.of(ONE, TWO)).bytes(), StandardCharsets.UTF_8);
        var cut = text.indexOf(",\"signed\":");
        var signatures = text.substring(1, cut);
        var signed = text.substring(cut + 1, text.length() - 1);

        for (var other : List.of(
                "{" + signed + "," + signatures + "}",
                text.replace("\":", "\" : "),
                text + "\n",
                text.replace("}", " }"))) {
            assertThat(Signed.read(other.getBytes(StandardCharsets.UTF_8), Timestamp.class)
                            .isSignedBy(both(2), KEYS))
                    .as(other)
                    .isTrue();
        }
    }

    @Test
    void refusesTwoSignaturesByOneKeyId() {
        var signed = Signed.of(timestamp(), List.of(ONE)).bytes();
        var doubled = edited(signed, text -> text.replaceFirst("\\[(\\{[^}]*\"sig\"[^}]*})]", "[$1,$1]"));

        assertThat(doubled.length).isGreaterThan(signed.length + 100);
        assertThatThrownBy(() -> Signed.read(doubled, Timestamp.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("two signatures");
    }

    @Test
    void refusesOneRolesDocumentInThePlaceOfAnothers() {
        var signed = Signed.of(timestamp(), List.of(ONE)).bytes();

        assertThatThrownBy(() -> Signed.read(signed, Snapshot.class)).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "version":7                        | "version":0
            "version":7                        | "version":"7"
            "version":3                        | "version":0
            "length":100                       | "length":-1
            "spec_version":"1.0.34"            | "spec_version":"2.0.0"
            "spec_version":"1.0.34"            | "spec_version":"1"
            "expires":"2030-01-01T00:00:00Z"   | "expires":"2030-01-01T00:00:00.5Z"
            "expires":"2030-01-01T00:00:00Z"   | "expires":"2030-01-01T00:00:00+00:00"
            "expires":"2030-01-01T00:00:00Z"   | "expires":"2030-13-01T00:00:00Z"
            "_type":"timestamp"                | "_type":"mirrors"
            "snapshot.json":                   | "snapshot.JSON":
            """)
    void refusesATimestampWith(String good, String bad) {
        var signed = Signed.of(timestamp(), List.of(ONE)).bytes();
        var edited = edited(signed, text -> text.replace(good, bad));

        assertThat(edited).isNotEqualTo(signed);
        assertThatThrownBy(() -> Signed.read(edited, Timestamp.class)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesAKeyUnderAnotherIdThanItsOwn() throws IOException {
        var renamed = edited(resource("root.json"), text -> text.replace("74c181c7", "74c181c8"));

        assertThatThrownBy(() -> Signed.read(renamed, Root.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("key id");
    }

    @Test
    void aHashThatNobodyHereKnowsProvesNothing() {
        var bytes = new byte[] {1};
        var digest = ArtifactDigest.of(new byte[32]);

        assertThat(new Hashes(Map.of("md6", digest.hex())).match(bytes)).isFalse();
        assertThat(Hashes.of(digest).match(bytes)).isFalse();
    }

    private static byte[] edited(byte[] bytes, UnaryOperator<String> edit) {
        return edit.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = SignedTest.class.getResourceAsStream("/tuf/" + name)) {
            return in.readAllBytes();
        }
    }
}
