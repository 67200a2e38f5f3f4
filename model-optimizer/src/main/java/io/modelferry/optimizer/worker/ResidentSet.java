package io.modelferry.optimizer.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much memory a Linux process has in use, from {@code /proc}.
 *
 * @param peakBytes the most it ever had
 */
record ResidentSet(long bytes, long peakBytes) {

    static ResidentSet own() throws IOException {
        return of("self");
    }

    /** @throws IOException if there is no {@code /proc}, or the process is gone */
    static ResidentSet of(String process) throws IOException {
        var status = Files.readString(Path.of("/proc", process, "status"));
        return new ResidentSet(kibibytes(status, "VmRSS:") << 10, kibibytes(status, "VmHWM:") << 10);
    }

    private static long kibibytes(String status, String field) throws IOException {
        for (var line : status.lines().toList()) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("a process without " + field);
    }
}
