package io.modelferry.protocol.tuf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.modelferry.protocol.MalformedMessage;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes where signed metadata should stand: read, and written again as something that reads the same, or refused in words. A normal
 * test run tries the seeds only ({@code FuzzMetadataTestInputs}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl device-protocol test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzMetadataTest</pre>
 */
final class FuzzMetadataTest {

    private static final List<Class<? extends Metadata>> DOCUMENTS =
            List.of(Root.class, Timestamp.class, Snapshot.class, Targets.class);

    /** The longest that a character becomes: a line feed, written in two, is stored in six. */
    private static final int MOST_TIMES_LONGER = 3;

    @FuzzTest(maxDuration = "10m")
    void isReadOrRefused(byte[] input) {
        var text = written(input);
        if (text != null) {
            require(text.length <= MOST_TIMES_LONGER * input.length, "longer than what was read");
            require(Arrays.equals(text, CanonicalJson.text(StrictJson.read(text))), "reads as something else");
        }
        DOCUMENTS.forEach(type -> readOrRefuse(input, type));
    }

    private static byte[] written(byte[] input) {
        try {
            return CanonicalJson.text(StrictJson.read(input));
        } catch (MalformedMessage refused) {
            return null;
        }
    }

    private static void readOrRefuse(byte[] input, Class<? extends Metadata> type) {
        try {
            var signed = Signed.read(input, type);
            require(Arrays.equals(signed.bytes(), input), "other bytes than those that came");
            var again = Metadata.read(signed.body().json());
            require(again.json().equals(signed.body().json()), "a " + type.getSimpleName() + " that changes");
        } catch (MalformedMessage refused) {
            // in words
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
