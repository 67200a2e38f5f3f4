package io.modelferry.cli.bench;

import static io.modelferry.cli.bench.BenchJson.fields;

import io.modelferry.cli.text.Units;
import io.modelferry.delta.Sha256;
import java.util.List;
import java.util.Locale;

/** What became of the huge pair. */
sealed interface LargeResult {

    boolean isComplete();

    String text();

    String json();

    /** @param freshBytes bytes of noise in the new file that the old one does not have */
    record Measured(
            long oldBytes,
            long newBytes,
            long patchBytes,
            long freshBytes,
            Child.Ended diff,
            Child.Ended apply,
            Sha256 wanted,
            Sha256 rebuilt)
            implements LargeResult {

        @Override
        public boolean isComplete() {
            return wanted.equals(rebuilt);
        }

        @Override
        public String text() {
            return """
                    %d bytes to %d bytes; %d of them are new noise

                    %s

                    patch    %d bytes, %s of the new file
                    new      %s
                    rebuilt  %s  %s""".formatted(
                    oldBytes,
                    newBytes,
                    freshBytes,
                    new Grid(
                                    List.of("STEP", "HEAP", "SECONDS", "MB/s", "PEAK RssAnon MB"),
                                    List.of(row("diff", ChildJvm.SERVER, diff), row("apply", ChildJvm.DEVICE, apply)))
                            .text(),
                    patchBytes,
                    Units.percent((double) patchBytes / newBytes),
                    wanted.hex(),
                    rebuilt.hex(),
                    isComplete() ? "equal" : "DIFFERENT");
        }

        private List<String> row(String step, ChildJvm jvm, Child.Ended ended) {
            return List.of(
                    step,
                    jvm.heap(),
                    number(ended.took().toMillis() / 1e3),
                    number(speed(ended)),
                    number(ended.peakAnonBytes() / 1e6));
        }

        private double speed(Child.Ended ended) {
            return newBytes / 1e3 / Math.max(1, ended.took().toMillis());
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, "%.1f", value);
        }

        @Override
        public String json() {
            return BenchJson.written(fields(
                    "oldBytes",
                    oldBytes,
                    "newBytes",
                    newBytes,
                    "freshBytes",
                    freshBytes,
                    "patchBytes",
                    patchBytes,
                    "diffSeconds",
                    diff.took().toMillis() / 1e3,
                    "diffMegabytesPerSecond",
                    speed(diff),
                    "diffPeakAnonBytes",
                    diff.peakAnonBytes(),
                    "applySeconds",
                    apply.took().toMillis() / 1e3,
                    "applyMegabytesPerSecond",
                    speed(apply),
                    "applyPeakAnonBytes",
                    apply.peakAnonBytes(),
                    "sha256",
                    wanted.hex(),
                    "equal",
                    isComplete()));
        }
    }

    record Failed(String step, Child.Ended ended) implements LargeResult {

        @Override
        public boolean isComplete() {
            return false;
        }

        @Override
        public String text() {
            return "%s failed after %s: %s".formatted(step, Units.span(ended.took()), ended.lastWords());
        }

        @Override
        public String json() {
            return BenchJson.written(fields("failed", step, "reason", ended.lastWords()));
        }
    }
}
