package io.modelferry.control.delivery;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.modelferry.control.delivery.ByteRange.Wanted;
import java.nio.charset.StandardCharsets;

/**
 * Any {@code Range} header, of a file of so many bytes as the first byte of the input says, 0 to 127. A normal test run tries the seeds
 * only ({@code FuzzByteRangeTestInputs}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl control-plane -am test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzByteRangeTest -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
final class FuzzByteRangeTest {

    private static final String TAG = "\"tag\"";

    @FuzzTest(maxDuration = "10m")
    void liesInTheFile(byte[] input) {
        if (input.length == 0) {
            return;
        }
        var total = input[0] & 127;
        var range = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        if (ByteRange.of(range, null, TAG, total) instanceof Wanted.Part(var part)
                && !(0 <= part.first() && part.first() <= part.last() && part.last() < total)) {
            throw new AssertionError(part + " of a file of " + total + " bytes");
        }
        if (!(ByteRange.of(range, "\"other\"", TAG, total) instanceof Wanted.Whole)) {
            throw new AssertionError("a part of a file that has changed");
        }
    }
}
