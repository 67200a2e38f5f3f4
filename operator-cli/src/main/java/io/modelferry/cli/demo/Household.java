package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every process that the demo started. Each leaves a file in {@code <data>/run} as long as it lives, so that the next demo can stop what a
 * killed one left behind. Closing stops everything, last started first.
 */
final class Household implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Path data;
    private final Duration grace;
    private final List<Member> members = new ArrayList<>();
    private boolean closed;

    private record Member(String name, Process process, PidFile pidFile) {}

    private Household(Path data, Duration grace) {
        this.data = data;
        this.grace = grace;
    }

    /** Stops leftovers of an earlier demo in {@code data} and empties the folder. */
    static Household moveInto(Path data) throws IOException, StepFailed {
        return moveInto(data, GRACE);
    }

    /** @param grace for everybody who is asked to end */
    static Household moveInto(Path data, Duration grace) throws IOException, StepFailed {
        DemoFolder.of(data).takeOver(grace);
        var household = new Household(data, grace);
        PidFile.write(data, "demo", ProcessHandle.current());
        return household;
    }

    /** Goes on with what lies in {@code data}. */
    static Household returnTo(Path data) {
        return new Household(data, GRACE);
    }

    /** From now on everybody ends also when this process is told to. */
    Household endingWithUs() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop the household"));
        return this;
    }

    /** Starts a process whose output goes, behind what is there, to {@code <data>/logs/<name>.log}. */
    synchronized Process start(String name, List<String> command, Map<String, String> environment) throws IOException {
        if (closed) {
            throw new IOException("the demo is stopping");
        }
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("MODELFERRY_"));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        members.add(new Member(name, process, PidFile.write(data, name, process.toHandle())));
        return process;
    }

    /** Without warning, whatever it is doing; nobody asks any more whether it is alive. Returns once it is gone. */
    synchronized void kill(String name) {
        members.stream().filter(member -> member.name().equals(name)).forEach(member -> {
            member.process().destroyForcibly();
            member.process().onExit().join();
            member.pidFile().delete();
        });
        members.removeIf(member -> member.name().equals(name));
    }

    Path log(String name) throws IOException {
        return Files.createDirectories(data.resolve("logs")).resolve(name + ".log");
    }

    /** @throws StepFailed naming the first process that has ended though nobody asked it to */
    synchronized void requireAllAlive() throws StepFailed {
        for (var member : members) {
            if (!member.process().isAlive() && !closed) {
                throw new StepFailed("%s ended with exit code %d. Its last words (%s):%n%s"
                        .formatted(
                                member.name(),
                                member.process().exitValue(),
                                data.resolve("logs").resolve(member.name() + ".log"),
                                lastWords(member.name())));
            }
        }
    }

    synchronized Optional<Long> pid(String name) {
        return members.stream()
                .filter(m -> m.name().equals(name))
                .map(m -> m.process().pid())
                .findFirst();
    }

    /** Asks everything to end at once, waits, then insists. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Termination.of(
                        members.reversed().stream()
                                .map(m -> m.process().toHandle())
                                .toList(),
                        grace)
                .carryOut();
        members.forEach(member -> member.pidFile().delete());
        PidFile.at(data, "demo").delete();
    }

    private String lastWords(String name) {
        try {
            var lines = Files.readAllLines(log(name));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
