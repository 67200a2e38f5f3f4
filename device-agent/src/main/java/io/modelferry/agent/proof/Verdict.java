package io.modelferry.agent.proof;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a proving process says at its end, in one line: {@code modelferry-proof PASSED} or {@code … FAILED <code> <detail>}. Before
 * it touches the model it says {@code … BEGUN}.
 */
sealed interface Verdict {

    String WORD = "modelferry-proof ";
    String BEGUN = WORD + "BEGUN";

    record Passed() implements Verdict {}

    record Failed(FailureCode code, String detail) implements Verdict {}

    int LONGEST_DETAIL = 1000;

    static Verdict of(UpdateFailure failure) {
        return new Failed(failure.code(), failure.detail());
    }

    default String line() {
        return switch (this) {
            case Passed() -> WORD + "PASSED";
            case Failed(var code, var detail) -> WORD + "FAILED " + code + " " + oneLine(detail);
        };
    }

    private static String oneLine(String detail) {
        var plain = detail.replaceAll("\\s+", " ").strip();
        return plain.substring(0, Math.min(LONGEST_DETAIL, plain.length()));
    }

    /** @return empty if the line is no verdict */
    static Optional<Verdict> read(String line) {
        if (line.equals(new Passed().line())) {
            return Optional.of(new Passed());
        }
        var words = line.split(" ", 4);
        if (!line.startsWith(WORD + "FAILED ") || words.length < 4) {
            return Optional.empty();
        }
        return Arrays.stream(FailureCode.values())
                .filter(code -> code.name().equals(words[2]))
                .findFirst()
                .map(code -> new Failed(code, words[3]));
    }
}
