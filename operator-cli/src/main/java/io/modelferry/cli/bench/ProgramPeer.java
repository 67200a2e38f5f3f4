package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that makes patches, and its counterpart that applies them.
 *
 * @param settings the command that makes the patch, as a reader would type it
 */
record ProgramPeer(String name, String settings, Recipe diff, Recipe patch, Programs programs) implements Peer {

    ProgramPeer(String name, String diff, String patch, Programs programs) {
        this(name, diff, Recipe.of(diff), Recipe.of(patch), programs);
    }

    @Override
    public List<String> missing() {
        return Stream.of(diff.program(), patch.program())
                .distinct()
                .filter(program -> programs.find(program).isEmpty())
                .toList();
    }

    @Override
    public PeerOutcome measure(Twins files, WorkFolder work, Duration limit) throws IOException {
        var patchFile = work.file("peer.patch");
        var out = work.file("peer.out");
        try {
            var made = run(diff, "{patch}", files, patchFile, out, limit);
            if (!made.inTime()) {
                return new PeerOutcome.TimedOut(limit);
            }
            if (!made.well()) {
                return failed(diff, made);
            }
            var bytes = Files.size(patchFile);
            var applied = run(patch, "{out}", files, patchFile, out, limit);
            if (!applied.well()) {
                return failed(patch, applied);
            }
            return Files.mismatch(out, files.current()) < 0
                    ? new PeerOutcome.Measured(bytes, made.took(), false)
                    : new PeerOutcome.Failed(patch.program() + " rebuilt other bytes");
        } finally {
            Files.deleteIfExists(patchFile);
            Files.deleteIfExists(out);
        }
    }

    private Child.Ended run(Recipe recipe, String written, Twins files, Path patchFile, Path out, Duration limit)
            throws IOException {
        var command = new ArrayList<>(recipe.with(files, patchFile, out));
        programs.find(command.getFirst()).ifPresent(found -> command.set(0, found.toString()));
        var target = written.equals("{patch}") ? patchFile : out;
        var standardOutput = recipe.names(written) ? target.resolveSibling("peer.said") : target;
        return Child.run(command, standardOutput, limit);
    }

    private static PeerOutcome failed(Recipe recipe, Child.Ended ended) {
        return new PeerOutcome.Failed("%s %s: %s"
                .formatted(
                        recipe.program(),
                        ended.inTime() ? "ended with " + ended.exitCode() : "took too long",
                        ended.lastWords()));
    }
}
