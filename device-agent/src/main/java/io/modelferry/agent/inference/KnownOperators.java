package io.modelferry.agent.inference;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Refuses a model that asks for operators ONNX Runtime does not bring along: a custom operator is native code from somewhere, and
 * there is none here. Functions that the file defines itself are no such thing, whatever their domain.
 */
final class KnownOperators {

    /** Newest version of the default domain that ONNX Runtime 1.29 takes; a test holds it against the runtime. */
    static final int NEWEST_OPSET = 26;

    /** Newest {@code ir_version} that it takes. */
    static final int NEWEST_IR = 13;

    /** Domains whose operators are built into ONNX Runtime. */
    private static final Set<String> BUILT_IN = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    private static final Set<String> DEFAULT_DOMAIN = Set.of("", "ai.onnx");

    private static final int MOST_FOREIGN = 10_000;
    private static final int MOST_NAMED = 5;

    /** ModelProto.ir_version and ModelProto.opset_import. */
    private static final int MODEL_IR = 1;

    private static final int MODEL_OPSETS = 8;

    /** An operator by its domain, in a node and of a function. */
    private record Operator(String domain, String name) implements Comparable<Operator> {

        private static final int NODE_TYPE = 4;
        private static final int NODE_DOMAIN = 7;
        private static final int FUNCTION_NAME = 1;
        private static final int FUNCTION_DOMAIN = 10;

        static Operator ofNode(ProtoFields fields) {
            return of(fields, NODE_TYPE, NODE_DOMAIN);
        }

        static Operator ofFunction(ProtoFields fields) {
            return of(fields, FUNCTION_NAME, FUNCTION_DOMAIN);
        }

        private static Operator of(ProtoFields fields, int nameField, int domainField) {
            var name = "";
            var domain = "";
            while (fields.next()) {
                name = fields.isText(nameField) ? fields.text() : name;
                domain = fields.isText(domainField) ? fields.text() : domain;
            }
            return new Operator(domain, name);
        }

        @Override
        public int compareTo(Operator other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return domain + ":" + name;
        }
    }

    private final Set<Operator> foreign = new TreeSet<>();
    private final Set<Operator> functions = new HashSet<>();

    private KnownOperators() {}

    /** @throws UpdateFailure INCOMPATIBLE naming what is unknown, or LOAD_FAILED if the file is not in the wire form at all */
    static void require(Path onnx) throws UpdateFailure {
        var operators = new KnownOperators();
        OnnxWalk.over(onnx, (kind, fields) -> {
            switch (kind) {
                case MODEL -> requireKnownForm(fields);
                case NODE -> operators.used(Operator.ofNode(fields));
                case FUNCTION -> operators.functions.add(Operator.ofFunction(fields));
                case GRAPH, ATTRIBUTE, SPARSE_TENSOR, TENSOR, TRAINING -> {}
            }
        });
        operators.foreign.removeAll(operators.functions);
        if (!operators.foreign.isEmpty()) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE,
                    "custom operators, of which there are none here: "
                            + operators.foreign.stream()
                                    .limit(MOST_NAMED)
                                    .map(Operator::toString)
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** @throws UpdateFailure INCOMPATIBLE if the publisher says of the file that it is newer than what runs here */
    static void requireKnownOpset(int opset) throws UpdateFailure {
        if (opset > NEWEST_OPSET) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE,
                    "opset %d, where the runtime knows opsets up to %d".formatted(opset, NEWEST_OPSET));
        }
    }

    private static void requireKnownForm(ProtoFields fields) throws UpdateFailure {
        while (fields.next()) {
            if (fields.isNumber(MODEL_IR) && fields.number() > NEWEST_IR) {
                throw new UpdateFailure(
                        FailureCode.INCOMPATIBLE,
                        "IR version %d, where the runtime reads up to %d".formatted(fields.number(), NEWEST_IR));
            }
            if (fields.isText(MODEL_OPSETS)) {
                requireKnownOpset(defaultOpset(new ProtoFields(fields.body())));
            }
        }
    }

    /** @return 0 if the entry is of another domain */
    private static int defaultOpset(ProtoFields fields) {
        var domain = "";
        var version = 0L;
        while (fields.next()) {
            domain = fields.isText(1) ? fields.text() : domain;
            version = fields.isNumber(2) ? fields.number() : version;
        }
        return DEFAULT_DOMAIN.contains(domain) ? (int) Math.min(version, Integer.MAX_VALUE) : 0;
    }

    private void used(Operator operator) throws UpdateFailure {
        if (BUILT_IN.contains(operator.domain())) {
            return;
        }
        foreign.add(operator);
        if (foreign.size() > MOST_FOREIGN) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE, "more than " + MOST_FOREIGN + " operators of other domains");
        }
    }
}
