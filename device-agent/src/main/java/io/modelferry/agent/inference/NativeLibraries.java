package io.modelferry.agent.inference;

import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the native libraries of ONNX Runtime in a folder of the agent's. Left to itself the runtime unpacks 28 MB into the system's
 * temporary folder at every start, and leaves them there when the process is killed.
 */
public final class NativeLibraries {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

    /** Read by ONNX Runtime once, before its first use. */
    private static final String PATH = "onnxruntime.native.path";

    private static final String RESOURCES = "/ai/onnxruntime/native/";

    /** Not every build has all of them. */
    private static final List<String> LIBRARIES = List.of(
            "onnxruntime",
            "onnxruntime4j_jni",
            "onnxruntime_providers_shared",
            "onnxruntime_providers_cuda",
            "onnxruntime_providers_tensorrt",
            "onnxruntime_providers_openvino",
            "onnxruntime_providers_dnnl",
            "onnxruntime_providers_rocm",
            "onnxruntime_providers_qnn");

    /** What a library must be, as its archive says. */
    private record Content(long length, long crc) {}

    private NativeLibraries() {}

    /**
     * Unpacks what is missing or differs, and has the runtime load it from there, as proving processes will. Nothing happens
     * where somebody named a folder with the libraries before (a packaged agent), or the runtime brings nothing for this platform.
     *
     * @param folder whose file system lets code run
     * @throws IOException if the folder cannot be written
     */
    public static synchronized void keepIn(Path folder) throws IOException {
        if (!kept() && unpack(folder, platform())) {
            System.setProperty(PATH, folder.toAbsolutePath().toString());
        }
    }

    /** As {@link #keepIn}, and loads them, on a thread of its own. What fails there fails again where they are needed. */
    public static void prepare(Path folder) {
        Thread.ofPlatform().daemon().name("onnxruntime").start(() -> {
            try {
                keepIn(folder);
                OnnxModels.environment();
            } catch (IOException | RuntimeException | LinkageError e) {
                LOG.debug("not loaded ahead", e);
            }
        });
    }

    private static boolean kept() {
        var named = System.getProperty(PATH);
        return named != null && Files.exists(Path.of(named, System.mapLibraryName(LIBRARIES.getFirst())));
    }

    /** @return false if there is nothing for the platform */
    static boolean unpack(Path folder, String platform) throws IOException {
        var any = false;
        for (var library : LIBRARIES) {
            var name = System.mapLibraryName(library);
            var packed = NativeLibraries.class.getResource(RESOURCES + platform + "/" + name);
            if (packed != null) {
                Files.createDirectories(folder);
                unpack(packed, folder.resolve(name));
                any = true;
            }
        }
        return any;
    }

    static String platform() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var system = os.startsWith("mac") ? "osx" : os.startsWith("windows") ? "win" : "linux";
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> system + "-x64";
            case "aarch64", "arm64" -> system + "-aarch64";
            default -> system + "-" + System.getProperty("os.arch");
        };
    }

    private static void unpack(URL packed, Path library) throws IOException {
        var wanted = contentOf(packed);
        if (Files.exists(library)
                && Files.size(library) == wanted.length()
                && contentOf(library.toUri().toURL()).equals(wanted)) {
            return;
        }
        var incoming = library.resolveSibling(library.getFileName() + ".new");
        try (var in = packed.openStream()) {
            Files.copy(in, incoming, StandardCopyOption.REPLACE_EXISTING);
        }
        try (var channel = FileChannel.open(incoming, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(incoming, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** From the archive's directory, without unpacking; a plain file is read. */
    private static Content contentOf(URL url) throws IOException {
        if (url.openConnection() instanceof JarURLConnection connection) {
            connection.setUseCaches(false);
            try (var jar = connection.getJarFile()) {
                var entry = jar.getJarEntry(connection.getEntryName());
                return new Content(entry.getSize(), entry.getCrc());
            }
        }
        try (var in = new CheckedInputStream(url.openStream(), new CRC32())) {
            var length = in.transferTo(OutputStream.nullOutputStream());
            return new Content(length, in.getChecksum().getValue());
        }
    }
}
