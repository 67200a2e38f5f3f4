package io.modelferry.simulator.replay;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.telemetry.Telemetry;
import io.modelferry.agent.update.ModelHost;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.simulator.weather.Mishaps;
import io.modelferry.simulator.weather.Mishaps.Fate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Stands where a device's ONNX Runtime would: answers the camera's next cases with what the served file answered in its
 * {@link Recording}, and hands every answer and its true label to the agent's telemetry.
 */
public final class ReplayHost implements ModelHost {

    private final DeviceId device;
    private final Recordings recordings;
    private final Function<ArtifactDigest, Path> files;
    private final Walk walk;
    private final Mishaps mishaps;
    private final Telemetry telemetry;
    private final Map<ModelName, Serving> served = new ConcurrentHashMap<>();

    /** @param files where a digest's file stands on this device */
    public ReplayHost(
            DeviceId device,
            Recordings recordings,
            Function<ArtifactDigest, Path> files,
            Walk walk,
            Mishaps mishaps,
            Telemetry telemetry) {
        this.device = device;
        this.recordings = recordings;
        this.files = files;
        this.walk = walk;
        this.mishaps = mishaps;
        this.telemetry = telemetry;
    }

    @Override
    public Optional<AcceptanceResult> probe(Candidate candidate) throws UpdateFailure {
        if (fate(candidate.model(), candidate.digest()) == Fate.WILL_NOT_LOAD) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "simulated: the session refuses the file");
        }
        return recordings.probe(candidate, files);
    }

    @Override
    public Swap serve(ModelName model, Slot slot) throws UpdateFailure {
        var recording = recordings.of(model, slot, files.apply(slot.digest()));
        var ill = fate(model, slot.digest()) == Fate.FALLS_ILL;
        telemetry.swapped(model, slot.digest());
        served.put(model, new Serving(slot, recording, ill));
        return Swap.UNKNOWN;
    }

    /** A mishap hits updates: a device's first model goes well, else there would be nothing to go back to. */
    private Fate fate(ModelName model, ArtifactDigest digest) {
        var now = served.get(model);
        var first = now == null || now.slot().digest().equals(digest);
        return first ? Fate.GOES_WELL : mishaps.of(device, digest);
    }

    @Override
    public void retire(ModelName model) {
        served.remove(model);
    }

    @Override
    public Health health(ModelName model) {
        var now = served.get(model);
        return now == null ? Health.NONE : now.health();
    }

    /** The camera sees the next {@code cases}; every model served answers each of them. One thread at a time. */
    public void see(int cases) {
        if (served.isEmpty()) {
            return;
        }
        for (var i = 0; i < cases; i++) {
            var index = walk.next();
            served.forEach((model, serving) -> answer(model, serving, index));
        }
    }

    private void answer(ModelName model, Serving serving, int index) {
        var digest = serving.slot().digest();
        var recording = serving.recording();
        if (serving.ill() || recording.failed(index)) {
            serving.failed();
            recordings.tally().failed();
            telemetry.failed(model, digest, false);
            return;
        }
        serving.answered();
        var request = Integer.toString(index);
        var predictions = recording.predictions(index);
        var label = recordings.stream().label(index);
        telemetry.answered(
                new InferenceListener.Answered(model, digest, request, recording.latencyMicros(index), predictions));
        telemetry.feedback(model, request, label);
        recordings.tally().answered();
        predictions.forEach(prediction -> recordings.tally().labelled(prediction.label() == label));
    }

    /** What answers now, by model. */
    public List<Map.Entry<ModelName, Slot>> serving() {
        return served.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().slot()))
                .toList();
    }

    public Optional<Slot> serving(ModelName model) {
        return Optional.ofNullable(served.get(model)).map(Serving::slot);
    }
}
