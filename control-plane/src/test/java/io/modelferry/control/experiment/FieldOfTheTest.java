package io.modelferry.control.experiment;

import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.modelferry.control.telemetry.Evidence;
import io.modelferry.control.telemetry.Latency;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.telemetry.Window;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A field that answers as a seeded chance has it: each file has a true accuracy, error rate and latency, each device a scene of its own. */
final class FieldOfTheTest implements Evidence {

    /** @param meanMicros of exponential latencies */
    record Truth(double accuracy, double errorRate, double meanMicros) {}

    private final Map<ArtifactDigest, Truth> truths = new HashMap<>();
    private final Map<ArtifactDigest, Double> agreements = new HashMap<>();
    private final Map<ArtifactDigest, int[]> proofs = new HashMap<>();
    private final Map<DeviceId, Unit> told = new HashMap<>();
    private final Map<DeviceId, ArtifactDigest> ran = new HashMap<>();
    private final Set<DeviceId> silent = new HashSet<>();
    private final Random random;
    private final double scene;

    /** @param scene by how much devices differ in accuracy, as a standard deviation */
    FieldOfTheTest(long seed, double scene) {
        this.random = new Random(seed);
        this.scene = scene;
    }

    void truth(ArtifactDigest digest, Truth truth) {
        truths.put(digest, truth);
    }

    void silence(DeviceId device) {
        silent.add(device);
        told.remove(device);
    }

    /** Each device answers {@code inferences} more, all with a label. */
    void pass(Map<DeviceId, ArtifactDigest> running, int inferences) {
        running.forEach((device, digest) -> {
            if (!silent.contains(device)) {
                ran.put(device, digest);
                told.merge(device, answers(device, digest, inferences), FieldOfTheTest::sum);
            }
        });
    }

    private Unit answers(DeviceId device, ArtifactDigest digest, int inferences) {
        var truth = truths.get(digest);
        var ease = new Random(device.value().hashCode()).nextGaussian() * scene;
        var accuracy = Math.clamp(truth.accuracy() + ease, 0, 1);
        var correct = 0;
        var errors = 0;
        var sketch = DDSketches.unboundedDense(Window.LATENCY_RELATIVE_ERROR);
        for (var i = 0; i < inferences; i++) {
            correct += random.nextDouble() < accuracy ? 1 : 0;
            errors += random.nextDouble() < truth.errorRate() ? 1 : 0;
            sketch.accept(-truth.meanMicros() * Math.log1p(-random.nextDouble()));
        }
        var latency = new Latency();
        latency.add(DDSketchProtoBinding.toProto(sketch).toByteArray());
        return new Unit(
                device,
                "cellar",
                inferences,
                errors,
                0,
                inferences,
                correct,
                latency,
                new long[] {correct, inferences - correct},
                new long[0],
                shadow(digest, inferences));
    }

    private static Unit sum(Unit before, Unit now) {
        return new Unit(
                before.device(),
                before.site(),
                before.inferences() + now.inferences(),
                before.errors() + now.errors(),
                0,
                before.labelled() + now.labelled(),
                before.correct() + now.correct(),
                Latency.merged(List.of(before.latency(), now.latency())),
                new long[] {
                    before.classCounts()[0] + now.classCounts()[0], before.classCounts()[1] + now.classCounts()[1]
                },
                before.confidence(),
                new Shadow(
                        before.shadow().compared() + now.shadow().compared(),
                        before.shadow().agreed() + now.shadow().agreed(),
                        0));
    }

    private Shadow shadow(ArtifactDigest digest, int inferences) {
        var share = agreements.get(digest);
        if (share == null) {
            return Shadow.NONE;
        }
        return new Shadow(
                inferences, random.doubles(inferences).filter(u -> u < share).count(), 0);
    }

    /** Before it answers it agrees with what does so often, as often as it answers after that. */
    void agrees(ArtifactDigest digest, double share) {
        agreements.put(digest, share);
    }

    /** Each device's acceptance run of the file answers so many cases right, which is the first class, of so many. */
    void proven(ArtifactDigest digest, int labelled, int correct) {
        proofs.put(digest, new int[] {labelled, correct});
    }

    @Override
    public List<AcceptanceRun> acceptance(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices) {
        return devices.stream()
                .sorted(Comparator.comparing(DeviceId::value))
                .flatMap(device -> digests.stream().filter(proofs::containsKey).map(digest -> run(device, digest)))
                .toList();
    }

    private AcceptanceRun run(DeviceId device, ArtifactDigest digest) {
        var proof = proofs.get(digest);
        return new AcceptanceRun(device, digest, proof[0], proof[1], new long[] {proof[1], proof[0] - proof[1]});
    }

    @Override
    public Sample sample(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices, Instant since) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Unit> units(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices, Instant since) {
        return devices.stream()
                .sorted(Comparator.comparing(DeviceId::value))
                .filter(device -> told.containsKey(device) && digests.contains(ran.get(device)))
                .map(told::get)
                .toList();
    }
}
