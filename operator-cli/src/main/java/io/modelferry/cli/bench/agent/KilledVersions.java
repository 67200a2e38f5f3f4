package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.LayeredModel;
import io.modelferry.agent.rehearsal.LoopbackClient;
import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.agent.rehearsal.RehearsalPlane.Published;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.goal.DeltaOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The versions that goals go through, in a circle, with deltas from the two before each. More than a device remembers as proven: every
 * update of the circle is a whole one, with transfer, probe and trial.
 */
final class KilledVersions {

    private static final int COUNT = 20;
    private static final int BACK = 2;
    private static final int[] WIDTHS = {256, 256, 256, 64};

    private final List<Published> versions = new ArrayList<>();
    private final List<List<DeltaOffer>> deltas = new ArrayList<>();
    private final long longestDelta;
    private int now;

    KilledVersions(RehearsalPlane plane, WorkFolder work) throws IOException {
        var files = new ArrayList<Path>();
        for (var version = 1; version <= COUNT; version++) {
            var bytes = new LayeredModel(WIDTHS, version).bytes();
            files.add(Files.write(work.file(version + ".onnx"), bytes));
            versions.add(plane.publish(bytes));
        }
        var patch = work.file("patch");
        for (var to = 0; to < COUNT; to++) {
            var offers = new ArrayList<DeltaOffer>();
            for (var step = 1; step <= BACK; step++) {
                var from = (to - step + COUNT) % COUNT;
                Files.deleteIfExists(patch);
                new DeltaGenerator().generate(files.get(from), files.get(to), patch);
                offers.add(plane.offer(versions.get(from), Files.readAllBytes(patch)));
            }
            deltas.add(List.copyOf(offers));
        }
        this.longestDelta = deltas.stream()
                .flatMap(List::stream)
                .mapToLong(DeltaOffer::lengthBytes)
                .max()
                .orElse(0);
    }

    String body() {
        return LoopbackClient.body(WIDTHS[0]);
    }

    Published current() {
        return versions.get(now);
    }

    /** Deltas to the current one. */
    List<DeltaOffer> currentDeltas() {
        return deltas.get(now);
    }

    void advance() {
        now = (now + 1) % COUNT;
    }

    boolean knows(String digest) {
        return versions.stream().anyMatch(version -> version.digest().hex().equals(digest));
    }

    /** The one that answers, the one to go back to, and one in the making with its delta. */
    long budgetBytes() {
        return 3 * versions.getFirst().lengthBytes() + longestDelta;
    }
}
