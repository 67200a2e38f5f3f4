package io.modelferry.agent.inference;

import io.modelferry.agent.inference.ExecutionProviders.Choice;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import java.util.LinkedHashMap;
import java.util.Map;

/** The outputs that an acceptance set expects ({@code outputs/<name>}), and the largest difference from them so far. */
final class ExpectedOutputs {

    private static final String PREFIX = "outputs/";
    private static final String EVERY_OTHER = "*";

    private final Map<String, Tensor> expected = new LinkedHashMap<>();
    private final int cases;
    private final String provider;
    private final double tolerance;
    private double largest;
    private String where = "";

    /** @throws UpdateFailure INCOMPATIBLE if the set does not fit the model, or nobody said what this provider may differ by */
    ExpectedOutputs(Signature signature, Map<String, Tensor> set, int cases, Acceptance acceptance, Choice provider)
            throws UpdateFailure {
        this.cases = cases;
        this.provider = provider.name();
        var tolerances = acceptance.tolerances();
        if (tolerances == null) {
            this.tolerance = Double.POSITIVE_INFINITY;
            return;
        }
        for (var entry : set.entrySet()) {
            if (entry.getKey().startsWith(PREFIX)) {
                expect(signature, entry.getKey().substring(PREFIX.length()), entry.getValue());
            }
        }
        this.tolerance = expected.isEmpty() ? Double.POSITIVE_INFINITY : toleranceOf(provider, tolerances);
    }

    private void expect(Signature signature, String name, Tensor values) throws UpdateFailure {
        if (signature.outputs().stream().noneMatch(port -> port.name().equals(name))) {
            throw new UpdateFailure(FailureCode.INCOMPATIBLE, "the acceptance set expects an output " + name);
        }
        if (values.shape().length == 0 || values.shape()[0] != cases) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE,
                    "the acceptance set does not expect an output " + name + " for each case");
        }
        expected.put(name, values);
    }

    private static double toleranceOf(Choice provider, Map<String, Double> tolerances) throws UpdateFailure {
        var own = tolerances.entrySet().stream()
                .filter(entry -> ExecutionProviders.named(entry.getKey())
                        .filter(named -> named.name().equals(provider.name()))
                        .isPresent())
                .map(Map.Entry::getValue)
                .findFirst();
        var tolerance = own.orElse(tolerances.get(EVERY_OTHER));
        if (tolerance == null) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE, "no tolerance for " + provider.name() + " among " + tolerances.keySet());
        }
        return tolerance;
    }

    /**
     * @param from first case that {@code outputs} are of
     * @param count cases in them
     */
    void compare(Map<String, Tensor> outputs, int from, int count) throws UpdateFailure {
        for (var entry : expected.entrySet()) {
            var ours = outputs.get(entry.getKey());
            var theirs = entry.getValue();
            var width = theirs.elements() / cases;
            if (ours == null || ours.elements() != count * width) {
                throw new UpdateFailure(
                        FailureCode.INCOMPATIBLE,
                        "output %s is not of the %d elements a case that the acceptance set expects"
                                .formatted(entry.getKey(), width));
            }
            for (var i = 0; i < ours.elements(); i++) {
                var difference = Math.abs(ours.at(i) - theirs.at(from * width + i));
                if (!(difference <= largest)) { // true as well for what is no number
                    largest = difference;
                    where = "%s, case %d, element %d".formatted(entry.getKey(), from + i / width, i % width);
                }
            }
        }
    }

    /** @throws UpdateFailure ACCEPTANCE_FAILED with the largest difference and where it is */
    void require() throws UpdateFailure {
        if (!(largest <= tolerance)) {
            throw new UpdateFailure(
                    FailureCode.ACCEPTANCE_FAILED,
                    "an output differs by %.3g (%s), %.3g allowed on %s"
                            .formatted(largest, where, tolerance, provider));
        }
    }
}
