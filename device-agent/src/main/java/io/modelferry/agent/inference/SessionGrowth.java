package io.modelferry.agent.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code SessionGrowth MODEL}: prints by how many bytes a process's anonymous memory grows when it opens the model, configured as the
 * agent does it. {@code ferry bench agent} takes it away from what the agent weighs: it is the model's, not the agent's.
 */
final class SessionGrowth {

    private static final String FIELD = "RssAnon:";

    private SessionGrowth() {}

    public static void main(String... arguments) throws OrtException, IOException {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            var before = anonymousBytes();
            try (var session = environment.createSession(arguments[0], options)) {
                System.out.println(anonymousBytes() - before);
            }
        }
    }

    private static long anonymousBytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return 1024
                    * lines.filter(line -> line.startsWith(FIELD))
                            .map(line -> line.replaceAll("[^0-9]", ""))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElse(0);
        }
    }
}
