package io.modelferry.simulator.testing;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The really trained models of the demo. */
public final class DemoModels {

    public static final ModelName METER_READER = new ModelName("meter-reader");

    private static final Path FOLDER = Path.of("..", "demo", "models");

    private DemoModels() {}

    public static Path model(int version) {
        return FOLDER.resolve("meter-reader-%d.onnx".formatted(version));
    }

    public static Path acceptance() {
        return FOLDER.resolve("acceptance.npz");
    }

    public static Path stream() {
        return FOLDER.resolve("field-stream.npz");
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ArtifactDigest digest(byte[] bytes) {
        try {
            return ArtifactDigest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
