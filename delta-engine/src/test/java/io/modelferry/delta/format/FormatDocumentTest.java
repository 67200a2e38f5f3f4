package io.modelferry.delta.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.codec.Codec;
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
            var reads = codec.readsBase() ? "yes" : "no";
            assertThat(document).contains("| %d | `%s` | %s".formatted(codec.id(), codec.label(), reads));
        }
    }

    @Test
    void everyLimitIsTheOneThatIsKept() {
        assertThat(document)
                .contains("| length of base or target | %d GiB |".formatted(FormatLimits.MAX_SIDE_BYTES >> 30))
                .contains("| directory, unpacked | %d MiB |".formatted(FormatLimits.MAX_DIRECTORY_BYTES >> 20))
                .contains(
                        "| sections, and extents of the base | %s |".formatted(grouped(FormatLimits.MAX_SECTIONS)),
                        "| chunks of all sections | %s |".formatted(grouped(FormatLimits.MAX_CHUNKS)),
                        "| graph, and a section coded as `bytes` | %d MiB |"
                                .formatted(FormatLimits.MAX_PIECE_BYTES >> 20),
                        "| all sections coded as `bytes` together | %d MiB |"
                                .formatted(FormatLimits.MAX_MOVED_BYTES >> 20),
                        "| a name | %d bytes |".formatted(FormatLimits.MAX_NAME_BYTES));
    }

    @Test
    void theVersionHasItsLineInTheLogOfChanges() {
        assertThat(document)
                .contains(
                        "# The delta format, version %d".formatted(Prologue.VERSION),
                        "| %d | 2".formatted(Prologue.VERSION));
    }

    private static String grouped(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
