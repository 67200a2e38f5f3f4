package io.modelferry.agent.proof;

import static java.util.stream.Collectors.joining;

import io.modelferry.agent.inference.Proven;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a proving process says at its end, in one line: {@code modelferry-proof PASSED <cases> <labelled> <correct> <count>,<count>…} with
 * the answers per class, or {@code … FAILED <code> <detail>}. Before it touches the model it says {@code … BEGUN}.
 */
sealed interface Verdict {

    String WORD = "modelferry-proof ";
    String BEGUN = WORD + "BEGUN";
    String PASSED = "PASSED ";
    Pattern PASSED_LINE =
            Pattern.compile(WORD + PASSED + "([0-9]{1,9}) ([0-9]{1,9}) ([0-9]{1,9}) ([0-9]{1,18}(?:,[0-9]{1,18})*)?");

    record Passed(Proven proven) implements Verdict {}

    record Failed(FailureCode code, String detail) implements Verdict {}

    int LONGEST_DETAIL = 1000;

    static Verdict of(UpdateFailure failure) {
        return new Failed(failure.code(), failure.detail());
    }

    default String line() {
        return switch (this) {
            case Passed(var proven) ->
                WORD
                        + PASSED
                        + "%d %d %d ".formatted(proven.cases(), proven.labelled(), proven.correct())
                        + proven.classCounts().stream().map(String::valueOf).collect(joining(","));
            case Failed(var code, var detail) -> WORD + "FAILED " + code + " " + oneLine(detail);
        };
    }

    private static String oneLine(String detail) {
        var plain = detail.replaceAll("\\s+", " ").strip();
        return plain.substring(0, Math.min(LONGEST_DETAIL, plain.length()));
    }

    private static Proven proven(Matcher line) {
        return new Proven(
                Integer.parseInt(line.group(1)),
                Integer.parseInt(line.group(2)),
                Integer.parseInt(line.group(3)),
                counts(line.group(4)));
    }

    private static List<Long> counts(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
    }

    /** @return empty if the line is no verdict */
    static Optional<Verdict> read(String line) {
        var passed = PASSED_LINE.matcher(line);
        if (passed.matches()) {
            return Optional.of(new Passed(proven(passed)));
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
