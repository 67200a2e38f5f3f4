package io.modelferry.cli.packaging;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The folders {@code lib} and {@code native}: jars without the native libraries of every platform that some of them carry, and those
 * of one platform as files, so that no start unpacks them again. Signatures of jars are left out too: they were checked when the
 * jars came, and the AOT cache takes no class of a signed jar. {@code lib/agent.jar} names the others in a fixed order: the class path
 * is one word on the command line, and the AOT cache finds it as it was.
 */
final class Libraries {

    private static final String ENTRANCE = "agent.jar";
    private static final String ONNX_RUNTIME = "ai/onnxruntime/native/";

    private final Platform platform;
    private final Path lib;
    private final Path natives;

    Libraries(Platform platform, Path folder) throws IOException {
        this.platform = platform;
        this.lib = Files.createDirectories(folder.resolve("lib"));
        this.natives = Files.createDirectories(folder.resolve("native"));
    }

    /** @return the name of zstd's library */
    String install(List<Path> jars) throws IOException {
        for (var jar : jars) {
            var installed = lib.resolve(jar.getFileName());
            if (carries(jar, entry -> isNative(entry) || isSignature(entry))) {
                strip(jar, installed);
            } else {
                Files.copy(jar, installed);
            }
        }
        writeEntrance(jars);
        return zstd();
    }

    private static boolean carries(Path jar, Predicate<String> entry) throws IOException {
        try (var opened = new ZipFile(jar.toFile())) {
            return opened.stream().map(ZipEntry::getName).anyMatch(entry);
        }
    }

    private void strip(Path jar, Path into) throws IOException {
        try (var in = new ZipInputStream(new BufferedInputStream(Files.newInputStream(jar)));
                var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(into)))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!isNative(entry.getName()) && !isSignature(entry.getName())) {
                    var kept = new ZipEntry(entry.getName());
                    kept.setTimeLocal(entry.getTimeLocal());
                    out.putNextEntry(kept);
                    in.transferTo(out);
                } else if (isOurs(entry.getName())) {
                    Files.copy(in, natives.resolve(fileName(entry.getName())));
                }
            }
        }
    }

    private static boolean isNative(String entry) {
        return entry.startsWith(ONNX_RUNTIME) || entry.matches(".*\\.(so|dylib|dll)");
    }

    /** The digests of a jar's entries stay in its manifest, where nobody asks for them without one of these. */
    private static boolean isSignature(String entry) {
        return entry.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }

    private boolean isOurs(String entry) {
        var folder = entry.substring(0, entry.lastIndexOf('/') + 1);
        return !entry.endsWith("/") && (folder.equals(platform.onnxRuntime()) || folder.equals(platform.zstd()));
    }

    private static String fileName(String entry) {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }

    private void writeEntrance(List<Path> jars) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                jars.stream().map(jar -> jar.getFileName().toString()).collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(lib.resolve(ENTRANCE)), manifest).close();
    }

    private String zstd() throws IOException {
        try (var found = Files.newDirectoryStream(natives, "libzstd*")) {
            for (var library : found) {
                return library.getFileName().toString();
            }
        }
        throw new IOException("zstd brings no library for " + platform.name());
    }

    /** The AOT cache of a package is believed by this package alone. */
    void mark(String id) throws IOException {
        Files.writeString(lib.resolve("package.id"), id + "\n", StandardCharsets.US_ASCII);
    }
}
