package io.modelferry.agent.slots;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code PatchTimes STORE BASE DELTA TARGET BYTES TIMES}: patches in a store as an update does, base and result hashed, the result
 * synced, again and again, and prints how many nanoseconds the last took. {@code ferry bench agent} runs it in a heap of 16 MB.
 */
final class PatchTimes {

    private PatchTimes() {}

    public static void main(String... arguments) throws IOException, UpdateFailure {
        var blobs = new FileBlobs(AgentFs.REAL, Path.of(arguments[0]), new DeltaPatching());
        var base = new ArtifactDigest(arguments[1]);
        var delta = new ArtifactDigest(arguments[2]);
        var target = new ArtifactDigest(arguments[3]);
        var bytes = Long.parseLong(arguments[4]);
        var took = 0L;
        for (var time = Integer.parseInt(arguments[5]); time > 0; time--) {
            Files.deleteIfExists(blobs.path(target));
            var began = System.nanoTime();
            blobs.patch(base, delta, target, bytes, new Cancellation());
            took = System.nanoTime() - began;
        }
        if (Files.size(blobs.path(target)) != bytes) {
            throw new IllegalStateException("not the file that was asked for");
        }
        System.out.println(took);
    }
}
