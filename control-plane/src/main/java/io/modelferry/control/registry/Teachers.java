package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.CaseSets.Kind;
import io.modelferry.control.registry.Publications.Request;
import io.modelferry.control.registry.Versions.TensorSpec;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.onnx.OnnxModel;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Whether a distilled student can be held beside its teacher: on an acceptance set that both take, by first outputs that can be
 * compared. A student that cannot is refused before anything is written: its agreement could never be told.
 */
@Component
class Teachers {

    private final Versions versions;
    private final CaseSets caseSets;

    Teachers(Versions versions, CaseSets caseSets) {
        this.versions = versions;
        this.caseSets = caseSets;
    }

    /**
     * Nothing for a version without a teacher, and for a teacher that is not there: that is for the lineage to refuse.
     *
     * @throws Refusal 422 {@code teacher-without-acceptance}, {@code teacher-does-not-fit}
     */
    void requireComparable(Request request, OnnxModel student) throws IOException {
        var teacher = request.lineage().teacher();
        if (teacher == null) {
            return;
        }
        var found = versions.find(teacher.model(), teacher.version());
        if (found.isEmpty()) {
            return;
        }
        requireSetFits(request, teacher, found.get().inputs());
        var theirs = found.get().outputs().getFirst();
        var ours = student.outputs().getFirst();
        if (isLabel(theirs.dtype()) != isLabel(ours.dtype()) || !agree(theirs.shape(), ours.shape())) {
            throw doesNotFit("the student's first output is %s %s, that of %s is %s %s"
                    .formatted(ours.dtype(), ours.shape(), teacher, theirs.dtype(), theirs.shape()));
        }
    }

    private void requireSetFits(Request request, VersionRef teacher, List<TensorSpec> inputs) throws IOException {
        var set = request.acceptance();
        if (set == null) {
            throw Refusal.invalid(
                            "teacher-without-acceptance",
                            "teacher: agreement with %s is measured on an acceptance set, and none is named: add --acceptance SET.npz."
                                    .formatted(teacher))
                    .about("acceptance");
        }
        try {
            caseSets.open(Kind.ACCEPTANCE, set)
                    .requireFits(inputs.stream()
                            .map(one -> new OnnxModel.TensorSpec(one.name(), one.dtype(), one.shape()))
                            .toList());
        } catch (BadAcceptanceSet e) {
            throw doesNotFit("%s does not take the acceptance set: %s".formatted(teacher, e.detail()));
        }
    }

    private static Refusal doesNotFit(String why) {
        return Refusal.invalid(
                        "teacher-does-not-fit",
                        "teacher: %s. Name the teacher that it learned from, or leave --teacher out.".formatted(why))
                .about("teacher");
    }

    /** A class by its number, where others give a score for each. */
    private static boolean isLabel(String dtype) {
        return dtype.equals("INT64");
    }

    /** A dimension that is a name, or unknown, agrees with any. */
    private static boolean agree(List<String> some, List<String> others) {
        if (some.size() != others.size()) {
            return some.isEmpty() || others.isEmpty(); // a rank that is not said
        }
        for (int i = 0; i < some.size(); i++) {
            if (TensorSpec.isLength(some.get(i))
                    && TensorSpec.isLength(others.get(i))
                    && !some.get(i).equals(others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
