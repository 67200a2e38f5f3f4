package io.modelferry.delta.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.predict.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/delta-format.md lists what the code has. */
final class FormatDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "delta-format.md");

    private final String document;

    FormatDocumentTest() throws IOException {
        document = Files.readString(DOCUMENT);
    }

    @Test
    void everyCodecHasItsRow() {
        for (var codec : Codec.values()) {
            assertThat(document).contains("| %d | `%s` |".formatted(codec.id(), codec.label()));
        }
    }

    @Test
    void everyPredictionHasItsRow() {
        for (var kind : Prediction.Kind.values()) {
            var word = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(document).contains("| %d | `%s` |".formatted(kind.id(), word));
        }
    }

    @Test
    void everyMatchIsListed() {
        for (var match : Match.values()) {
            assertThat(document)
                    .containsPattern(
                            "[|,] %d %s".formatted(match.id(), match.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    void everyLimitIsTheOneThatIsKept() {
        assertThat(document)
                .contains(
                        "| length of base or target | %d GiB |".formatted(FormatLimits.MAX_SIDE_BYTES >> 30),
                        "| directory, unpacked | %d MiB |".formatted(FormatLimits.MAX_DIRECTORY_BYTES >> 20),
                        "| sections, and extents of the base | %s |".formatted(grouped(FormatLimits.MAX_SECTIONS)),
                        "| chunks of all sections | %s |".formatted(grouped(FormatLimits.MAX_CHUNKS)),
                        "| graph | %d MiB |".formatted(FormatLimits.MAX_GRAPH_BYTES >> 20),
                        "| parameters of a prediction, unpacked | %d MiB |"
                                .formatted(FormatLimits.MAX_PARAMETER_BYTES >> 20),
                        "| base extents of all `derived` sections together | %d × the base |"
                                .formatted(FormatLimits.MAX_DERIVED_READINGS),
                        "| a name | %d bytes |".formatted(FormatLimits.MAX_NAME_BYTES));
    }

    @Test
    void thePrologueIsAsLongAsItSays() {
        assertThat(document).contains("%d bytes.".formatted(Prologue.BYTES));
    }

    @Test
    void theVersionHasItsLineInTheLogOfChanges() {
        assertThat(document)
                .startsWith("# The delta format, version %d\n".formatted(Prologue.VERSION))
                .contains("| %d | 2".formatted(Prologue.VERSION));
    }

    private static String grouped(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
