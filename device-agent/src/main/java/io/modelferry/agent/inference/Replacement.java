package io.modelferry.agent.inference;

import io.modelferry.agent.inference.Signature.Port;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether a model takes what callers send to the one it replaces, and gives what they read: the same inputs by name, datatype and
 * rank, no dimension fixed that was theirs to choose, and every output under its name. More outputs do no harm.
 */
final class Replacement {

    private Replacement() {}

    /** @throws UpdateFailure INCOMPATIBLE with what differs */
    static void require(Signature replaced, Signature candidate) throws UpdateFailure {
        var inputs = byName(candidate.inputs());
        for (var port : replaced.inputs()) {
            var same = required("input", inputs, port);
            if (!takes(same.shape(), port.shape())) {
                throw differs("input", port, same);
            }
        }
        if (inputs.size() != replaced.inputs().size()) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE,
                    "%d inputs where the model it replaces has %d"
                            .formatted(inputs.size(), replaced.inputs().size()));
        }
        var outputs = byName(candidate.outputs());
        for (var port : replaced.outputs()) {
            required("output", outputs, port);
        }
    }

    private static Port required(String side, Map<String, Port> ports, Port replaced) throws UpdateFailure {
        var same = ports.get(replaced.name());
        if (same == null) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE,
                    "no %s %s, which the model it replaces has".formatted(side, replaced.name()));
        }
        if (same.datatype() != replaced.datatype()
                || same.shape().size() != replaced.shape().size()) {
            throw differs(side, replaced, same);
        }
        return same;
    }

    private static boolean takes(List<Long> now, List<Long> before) {
        for (var i = 0; i < now.size(); i++) {
            if (now.get(i) >= 0 && !now.get(i).equals(before.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static UpdateFailure differs(String side, Port before, Port now) {
        return new UpdateFailure(
                FailureCode.INCOMPATIBLE,
                "%s %s is %s %s, of the model it replaces %s %s"
                        .formatted(side, now.name(), now.datatype(), now.shape(), before.datatype(), before.shape()));
    }

    private static Map<String, Port> byName(List<Port> ports) {
        return ports.stream().collect(Collectors.toMap(Port::name, Function.identity(), (first, _) -> first));
    }
}
