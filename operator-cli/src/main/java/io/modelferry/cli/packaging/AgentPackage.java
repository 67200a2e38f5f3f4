package io.modelferry.cli.packaging;

import io.modelferry.cli.text.Units;
import io.modelferry.delta.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes the folder.
 *
 * @param own the JDK that runs us, whose jlink is used
 * @param target the JDK whose modules the device gets
 */
public record AgentPackage(BuiltAgent agent, TargetJdk own, TargetJdk target) {

    private static final String LAUNCHER = "bin/ferry-agent";
    private static final long NEEDED_BYTES = 400L << 20;
    private static final long TRAINING_MINUTES = 5;
    private static final int SHOWN = 2000;

    /** For this machine, of the agent that is built in {@code home}. */
    public static AgentPackage forThisMachine(Path home) throws IOException {
        var own = TargetJdk.running();
        return new AgentPackage(BuiltAgent.in(home), own, own);
    }

    private interface Step {

        void take() throws IOException;
    }

    /**
     * @param folder made anew; an older package there is replaced
     * @param say takes the name of each step as it begins
     * @throws IOException in words; what was made so far is taken away again
     */
    public PackageReport make(Path folder, Consumer<String> say) throws IOException {
        clear(folder);
        requireDisk(folder);
        var took = new LinkedHashMap<String, Duration>();
        try {
            timed("linking the runtime", took, say, () -> RuntimeImage.link(own, target, folder.resolve("runtime")));
            timed("unpacking libraries", took, say, () -> installLibraries(folder));
            if (target.runsHere(own)) {
                timed("training the AOT cache", took, say, () -> train(folder));
            }
            return new PackageReport(
                    folder,
                    target.platform().name(),
                    target.version(),
                    PackageReport.weigh(folder),
                    took,
                    target.runsHere(own));
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            var isPackage = Files.exists(folder.resolve(LAUNCHER));
            if (!isPackage && !isEmptyFolder(folder)) {
                throw new IOException(folder + " is there, and it is no package of the agent: say another --out");
            }
            delete(folder);
        }
        Files.createDirectories(folder);
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    private static void requireDisk(Path folder) throws IOException {
        var free = Files.getFileStore(folder).getUsableSpace();
        if (free < NEEDED_BYTES) {
            Files.delete(folder);
            throw new IOException("a package needs %s of free disk while it is made, and %s has %s"
                    .formatted(Units.bytes(NEEDED_BYTES), folder.getParent(), Units.bytes(free)));
        }
    }

    private static void timed(String step, Map<String, Duration> took, Consumer<String> say, Step work)
            throws IOException {
        say.accept(step);
        var began = System.nanoTime();
        work.take();
        took.put(step, Duration.ofNanos(System.nanoTime() - began));
    }

    private void installLibraries(Path folder) throws IOException {
        var libraries = new Libraries(target.platform(), folder);
        var zstd = libraries.install(agent.jars());
        libraries.mark(id());
        var launcher = folder.resolve(LAUNCHER);
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(launcher, resource("ferry-agent").replace("@ZSTD@", zstd));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("ferry-agent.service"), resource("ferry-agent.service"));
        Files.writeString(
                folder.resolve("README.md"),
                resource("README.md")
                        .replace("@VERSION@", agent.version())
                        .replace("@PLATFORM@", target.platform().name())
                        .replace("@RELEASE@", target.version())
                        .replace("@FOLDER@", String.valueOf(folder.getFileName())));
    }

    /** Of the agent's own code, its platform and its Java: enough to tell packages apart. */
    private String id() throws IOException {
        return "%s-%s-%s"
                .formatted(
                        Sha256.of(agent.jars().getFirst()).hex().substring(0, 12),
                        target.platform().name(),
                        target.version());
    }

    private static String resource(String name) throws IOException {
        try (var in = AgentPackage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The rehearsal also proves the folder: it enrols, installs, patches and infers with nothing but what lies in it. */
    private static void train(Path folder) throws IOException {
        var cache = folder.resolve("cache");
        var builder = new ProcessBuilder(folder.resolve(LAUNCHER).toString(), "train", cache.toString());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("TMPDIR"));
        var process = builder.inheritIO().start();
        try {
            if (!process.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("the package does not run: " + lastWords(cache.resolve("training.log")));
            }
            Files.deleteIfExists(cache.resolve("training.log"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the AOT cache was trained", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String lastWords(Path log) throws IOException {
        var said = Files.exists(log) ? Files.readString(log) : "its training left no log";
        return said.substring(Math.max(0, said.length() - SHOWN));
    }

    private static void delete(Path folder) throws IOException {
        try (var below = Files.walk(folder)) {
            for (var file : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
