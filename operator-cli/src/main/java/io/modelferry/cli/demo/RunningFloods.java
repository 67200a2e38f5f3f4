package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The same load again and again from one process, each turn when it is told to go.
 *
 * @param out how the names of the files begin by which the two processes talk
 */
public record RunningFloods(Process process, Path out, Path log) {

    /** Waits until all lines of a turn stand. @param turn from 1 */
    public void ready(int turn, Duration patience) throws IOException {
        at(turn, "ready").result(patience);
    }

    /** Nothing of the turn has been sent before this. */
    public void go(int turn) throws IOException {
        Files.createFile(file(turn, "go"));
    }

    /** Waits until every answer of a turn is there. @return what it wrote, JSON */
    public String result(int turn, Duration patience) throws IOException {
        return at(turn, "json").result(patience);
    }

    public void awaitEnd(Duration patience) throws IOException {
        new RunningLoad(process, out, log).awaitEnd(patience);
    }

    private RunningLoad at(int turn, String kind) {
        return new RunningLoad(process, file(turn, kind), log);
    }

    private Path file(int turn, String kind) {
        return out.resolveSibling(out.getFileName() + "-" + turn + "." + kind);
    }
}
