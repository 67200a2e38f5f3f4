package io.modelferry.agent.rehearsal;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An agent in a process of its own, told nothing but what a device is told. It ends when this is closed, or when this process ends. */
public final class RehearsedAgent implements AutoCloseable {

    private static final long STOP_SECONDS = 20;
    private static final int LAST_WORDS = 15;

    private final Process process;
    private final Path data;
    private final Path log;
    private final Thread atExit;

    private RehearsedAgent(Process process, Path data, Path log) {
        this.process = process;
        this.data = data;
        this.log = log;
        this.atExit = new Thread(process::destroyForcibly, "stop the rehearsed agent");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * @param launcher of an agent's package
     * @param data the device's folder; an agent enrols there at its first start. Its log lies beside
     * @param variables of its environment, which otherwise has a {@code PATH} alone
     * @param options besides those that every device is given
     */
    public static RehearsedAgent start(
            Path launcher, RehearsalPlane plane, Path data, Map<String, String> variables, String... options)
            throws IOException {
        Files.createDirectories(data);
        Files.deleteIfExists(servingPort(data));
        var log = data.resolveSibling(data.getFileName() + ".log");
        var command = new ArrayList<>(List.of(
                launcher.toString(),
                "--data",
                data.toString(),
                "--id",
                RehearsalPlane.DEVICE.value(),
                "--server",
                plane.url().toString()));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().put("MODELFERRY_AGENT_JOIN", plane.join());
        builder.environment().putAll(variables);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new RehearsedAgent(builder.start(), data, log);
    }

    private static Path servingPort(Path data) {
        return data.resolve("run/serving-port");
    }

    public Process process() {
        return process;
    }

    /** Where it answers; empty until it listens. */
    public Optional<Integer> port() {
        try {
            var text = Files.readString(servingPort(data)).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(Integer.parseInt(text));
        } catch (IOException e) {
            return Optional.empty(); // not written yet
        }
    }

    /** @throws IOException if it does not listen */
    public LoopbackClient client(String body) throws IOException {
        return new LoopbackClient(port().orElseThrow(() -> new IOException("the agent does not listen")), body);
    }

    /** Whether an inference with {@code body} succeeds. */
    public boolean answers(String body) throws IOException {
        if (port().isEmpty()) {
            return false;
        }
        try (var client = client(body)) {
            return client.infer().status() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    /** @throws IOException with its last words, unless {@code came} */
    public void require(boolean came, String what) throws IOException {
        if (!came) {
            throw new IOException("the agent did not %s. Its last words (%s):%n%s".formatted(what, log, lastWords()));
        }
    }

    private String lastWords() throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
        forget();
    }

    /** Asks it to stop, and waits; kills it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        forget();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // it runs now
        }
    }
}
