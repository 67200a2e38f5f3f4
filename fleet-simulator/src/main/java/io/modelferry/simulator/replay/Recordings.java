package io.modelferry.simulator.replay;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.update.ModelHost.Candidate;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.trust.SignedModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One recording a model file, and one probe a file and acceptance set, whatever the number of devices. Sessions run one after
 * another, so that latencies are a model's own and not those of two models on one core.
 */
public final class Recordings {

    private static final Logger LOG = LoggerFactory.getLogger(Recordings.class);

    private record Probe(SignedModel signed) {}

    private final FieldStream stream;
    private final Semaphore session = new Semaphore(1);
    private final Once<ArtifactDigest, Recording> recordings = new Once<>();
    private final Once<Probe, Optional<AcceptanceResult>> probes = new Once<>();

    private final Tally tally = new Tally();

    public Recordings(FieldStream stream) {
        this.stream = stream;
    }

    public FieldStream stream() {
        return stream;
    }

    public Tally tally() {
        return tally;
    }

    /** @throws UpdateFailure what {@link ModelRuntime#probe} says, for every device the same */
    Optional<AcceptanceResult> probe(Candidate candidate, Function<ArtifactDigest, Path> files) throws UpdateFailure {
        return probes.of(new Probe(candidate.signed()), () -> {
            session.acquire();
            try (var runtime = new ModelRuntime(files, InferenceListener.NONE, new ModelRuntime.Limits(1, 1, 1, 0))) {
                return runtime.probe(candidate);
            } finally {
                session.release();
            }
        });
    }

    Recording of(ModelName model, Slot slot, Path onnx) throws UpdateFailure {
        return recordings.of(slot.digest(), () -> {
            session.acquire();
            try {
                var recording = Recording.of(model, slot, onnx, stream);
                LOG.info("{} {} recorded over {} cases", model, slot.digest().brief(), stream.cases());
                return recording;
            } finally {
                session.release();
            }
        });
    }
}
