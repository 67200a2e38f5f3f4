package io.modelferry.cli.packaging;

import java.io.IOException;
import java.util.Map;

/**
 * What a package is made for, and how the native libraries' jars name it.
 *
 * @param onnxRuntime folder of ONNX Runtime's libraries in its jar
 * @param zstd folder of zstd's library in its jar
 */
record Platform(String name, String onnxRuntime, String zstd) {

    private static final String ORT = "ai/onnxruntime/native/";

    private static final Map<String, Platform> KNOWN = Map.of(
            "Linux x86_64", new Platform("linux-x64", ORT + "linux-x64/", "linux/amd64/"),
            "Linux aarch64", new Platform("linux-aarch64", ORT + "linux-aarch64/", "linux/aarch64/"),
            "Darwin aarch64", new Platform("macos-aarch64", ORT + "osx-aarch64/", "darwin/aarch64/"));

    /**
     * @param system {@code OS_NAME} of a JDK's file {@code release}
     * @param architecture {@code OS_ARCH} of it
     * @param libc {@code LIBC} of it: {@code gnu}, {@code musl}, or {@code default} where there is only one
     * @throws IOException if ONNX Runtime brings no library for it
     */
    static Platform of(String system, String architecture, String libc) throws IOException {
        var known = KNOWN.get(system + " " + architecture);
        if (known == null || libc.equals("musl")) {
            throw new IOException("there is no agent for %s %s (libc: %s): ONNX Runtime brings no library for it"
                    .formatted(system, architecture, libc));
        }
        return known;
    }
}
