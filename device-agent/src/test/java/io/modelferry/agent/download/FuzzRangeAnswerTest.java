package io.modelferry.agent.download;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Any answer to a request for a range. The first line of an input is the status, the lines after it are the headers that {@link
 * RangeAnswer} looks at, in the order of {@link #HEADERS}; an empty one is left out. A normal test run tries the seeds only ({@code
 * FuzzRangeAnswerTestInputs}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl device-agent -am test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzRangeAnswerTest -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
final class FuzzRangeAnswerTest {

    private static final List<String> HEADERS = List.of("Content-Range", "Content-Length", "ETag");
    private static final ArtifactDigest DIGEST = new ArtifactDigest("ab".repeat(32));
    private static final long TOTAL = 1000;
    private static final RangeAnswer.Asked PART = new RangeAnswer.Asked(DIGEST, 100, 199, TOTAL, true);
    private static final RangeAnswer.Asked ALL = new RangeAnswer.Asked(DIGEST, 0, TOTAL - 1, TOTAL, false);

    @FuzzTest(maxDuration = "10m")
    void isWhatWasAskedForOrRefused(byte[] input) {
        var lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", -1);
        var headers = headers(lines);
        answered(status(lines[0]), headers, PART);
        answered(status(lines[0]), headers, ALL);
    }

    private static int status(String line) {
        return line.matches("\\d{3}") ? Integer.parseInt(line) : RangeAnswer.PARTIAL;
    }

    private static HttpHeaders headers(String[] lines) {
        var headers = new HashMap<String, List<String>>();
        for (var i = 0; i < HEADERS.size() && i + 1 < lines.length; i++) {
            if (!lines[i + 1].isEmpty()) {
                headers.put(HEADERS.get(i), List.of(lines[i + 1]));
            }
        }
        return HttpHeaders.of(Map.copyOf(headers), (name, value) -> true);
    }

    private static void answered(int status, HttpHeaders headers, RangeAnswer.Asked asked) {
        try {
            switch (RangeAnswer.of(status, headers, asked)) {
                case RangeAnswer.Part(var length) ->
                    require(asked.ranged() && length >= 1 && length <= asked.last() - asked.from() + 1, "a part");
                case RangeAnswer.Whole whole -> require(status == RangeAnswer.OK, "the whole");
                case RangeAnswer.NoRanges none -> require(asked.ranged(), "no ranges");
            }
        } catch (UpdateFailure refused) {
            require(refused.code() == FailureCode.NETWORK, "refused as " + refused.code());
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
