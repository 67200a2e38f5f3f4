package io.modelferry.protocol.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.tuf.PathScope.HashPrefixes;
import io.modelferry.protocol.tuf.PathScope.Paths;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathScopeTest {

    /** The first nine rows are the examples of TUF 4.5. */
    @ParameterizedTest
    @CsvSource({
        "targets/*.tgz, targets/foo.tgz, true",
        "targets/*.tgz, targets/bar.tgz, true",
        "targets/*.tgz, targets/foo.txt, false",
        "foo-version-?.tgz, foo-version-2.tgz, true",
        "foo-version-?.tgz, foo-version-alpha.tgz, false",
        "*.tgz, foo.tgz, true",
        "*.tgz, targets/foo.tgz, false",
        "foo.tgz, foo.tgz, true",
        "foo.tgz, afoo.tgz, false",
        "*, anything, true",
        "*, a/b, false",
        "*/*, a/b, true",
        "*/*, a/b/c, false",
        "a?b, a/b, false",
        "a*, a, true",
        "*a*b*c, xaxbxc, true",
        "*a*b*c, xaxcxb, false",
        "*ab, aab, true",
        "a*/b*c, ax/bbcc, true",
        "README.md, README.MD, false",
        "*.*, a, false",
        "deltas/*, deltas/, true",
        "deltas/*, deltas, false"
    })
    void coversByPattern(String pattern, String path, boolean covered) {
        assertThat(new Paths(List.of("no/such", pattern)).covers(path)).isEqualTo(covered);
    }

    @Test
    void aPatternMadeToBeSlowIsNot() {
        var pattern = "*a".repeat(200) + "b";
        var path = "a".repeat(20_000);

        Assertions.assertTimeout(
                Duration.ofSeconds(2),
                () -> assertThat(new Paths(List.of(pattern)).covers(path)).isFalse());
    }

    @Test
    void coversByTheFirstDigitsOfThePathsHash() {
        var path = "file.txt"; // SHA-256 begins with aadf

        assertThat(new HashPrefixes(List.of("00", "aad")).covers(path)).isTrue();
        assertThat(new HashPrefixes(List.of("00", "aae")).covers(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DF", "xy", " d"})
    void refusesAPrefixThatIsNone(String prefix) {
        assertThatThrownBy(() -> new HashPrefixes(List.of(prefix))).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesBracketsWhichOthersReadAsASetOfCharacters() {
        assertThatThrownBy(() -> new Paths(List.of("model-[0-9].onnx"))).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"paths\": [], \"path_hash_prefixes\": []}"})
    void refusesADelegationThatSaysItInNeitherWayOrInBoth(String json) {
        assertThatThrownBy(
                        () -> PathScope.read(StrictJson.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isInstanceOf(MalformedMessage.class);
    }
}
