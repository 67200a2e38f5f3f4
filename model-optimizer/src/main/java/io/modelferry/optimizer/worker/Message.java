package io.modelferry.optimizer.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.modelferry.optimizer.acceptance.Measurement;
import io.modelferry.optimizer.acceptance.Proof;
import io.modelferry.optimizer.calibrate.LayerLoss;
import io.modelferry.optimizer.calibrate.Sensitivity.Trial;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.profile.Profile;
import io.modelferry.optimizer.recipe.LayerWise;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a worker says: one line of JSON on its standard output. The last line is a {@link Result}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "message")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Message.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = Message.Made.class, name = "made"),
    @JsonSubTypes.Type(value = Message.Decided.class, name = "decided"),
    @JsonSubTypes.Type(value = Message.Found.class, name = "found"),
    @JsonSubTypes.Type(value = Message.Proven.class, name = "proven"),
    @JsonSubTypes.Type(value = Message.Measured.class, name = "measured"),
    @JsonSubTypes.Type(value = Message.Traced.class, name = "traced"),
    @JsonSubTypes.Type(value = Message.Failed.class, name = "failed")
})
public sealed interface Message {

    /** How a job ended. */
    sealed interface Result extends Message {}

    /**
     * @param step what is being done, for people
     * @param done of {@code total} cases; both are 0 for a step that counts nothing
     */
    record Progress(String step, int done, int total) implements Message {}

    /**
     * @param layers how many have the new form; 0 if the technique found nothing to do, then no file was written
     * @param sha256 of the file, 64 hexadecimal digits; empty if none was written
     * @param tool who rewrote, with its version
     */
    record Made(long lengthBefore, long lengthAfter, String sha256, String tool, int layers, List<LeftAlone> leftAlone)
            implements Result {

        public Made {
            leftAlone = List.copyOf(leftAlone);
        }
    }

    /**
     * The measured half of a recipe.
     *
     * @param technique with what was measured
     * @param ranked every layer by what it costs, worst first; empty if no layer had to go back to float
     * @param trials of the search for the budget; empty without one
     */
    record Decided(LayerWise technique, List<LayerLoss> ranked, List<Trial> trials) implements Result {

        public Decided {
            ranked = List.copyOf(ranked);
            trials = List.copyOf(trials);
        }
    }

    /** @param nodes by name */
    record Found(SortedSet<String> nodes) implements Result {

        public Found {
            nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        }
    }

    record Proven(Proof proof) implements Result {}

    /**
     * @param measurement null without an acceptance set
     * @param peakBytes by which the resident set of the process grew at most, to load and run the model
     */
    record Measured(@Nullable Measurement measurement, long peakBytes) implements Result {}

    record Traced(Profile profile) implements Result {}

    /** @param detail safe to show; names the node or tensor, if one stands in the way */
    record Failed(Reason reason, String detail) implements Result {}

    /** Why a job failed, stable and for machines. */
    enum Reason {
        BAD_JOB,
        BAD_MODEL,
        CANNOT_REWRITE,
        CANNOT_RUN,
        BAD_ACCEPTANCE_SET,
        BAD_CALIBRATION_SET,
        OUT_OF_MEMORY,
        OUT_OF_TIME,
        CANCELLED,
        CRASHED
    }
}
