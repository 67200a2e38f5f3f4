package io.modelferry.cli.bench.optimize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One folder of the corpus that {@code tools/optimize-corpus} makes. */
record BenchedModel(String name, Path folder) {

    /** Those below {@code corpus} that are complete, by name. */
    static List<BenchedModel> in(Path corpus) throws IOException {
        if (!Files.isDirectory(corpus)) {
            return List.of();
        }
        try (var folders = Files.list(corpus)) {
            return folders.map(folder -> new BenchedModel(String.valueOf(folder.getFileName()), folder))
                    .filter(BenchedModel::isThere)
                    .sorted(Comparator.comparing(BenchedModel::name))
                    .toList();
        }
    }

    Path model() {
        return folder.resolve("model.onnx");
    }

    Path calibration() {
        return folder.resolve("calibration.npz");
    }

    /** What the variants are compared on. */
    Path cases() {
        return folder.resolve("cases.npz");
    }

    /** Its makers' own release in eight bits. */
    Optional<Path> official() {
        return Optional.of(folder.resolve("official.onnx")).filter(Files::isRegularFile);
    }

    private boolean isThere() {
        return Files.isRegularFile(model()) && Files.isRegularFile(calibration()) && Files.isRegularFile(cases());
    }
}
