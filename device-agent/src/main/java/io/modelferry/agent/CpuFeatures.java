package io.modelferry.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instruction sets that decide how fast a model runs, and which of its variants: wide vectors, dot products of 8-bit integers,
 * matrices. By the kernel's names, from {@code /proc/cpuinfo}.
 */
final class CpuFeatures {

    private static final List<String> OF_MODELS = List.of(
            // x86-64
            "avx2",
            "avx512f",
            "avx512_vnni",
            "avx_vnni",
            "avx512_bf16",
            "amx_int8",
            // arm64
            "asimd",
            "asimddp",
            "i8mm",
            "bf16",
            "sve");

    private CpuFeatures() {}

    /** @return null on a system that does not tell */
    static @Nullable List<String> ofThisMachine() {
        try {
            return in(Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Of every core: what one of two kinds of core lacks is not promised.
     *
     * @param cpuinfo lines of {@code flags} (x86-64) or {@code Features} (arm64), one for each core
     */
    static List<String> in(String cpuinfo) {
        var common = new HashSet<>(OF_MODELS);
        var cores = cpuinfo.lines()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .map(line -> Arrays.asList(
                        line.substring(line.indexOf(':') + 1).strip().split(" ")))
                .toList();
        cores.forEach(common::retainAll);
        return cores.isEmpty()
                ? List.of()
                : OF_MODELS.stream().filter(common::contains).toList();
    }
}
