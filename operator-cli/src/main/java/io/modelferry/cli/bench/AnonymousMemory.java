package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that a process has for itself alone: heap, native buffers, stacks, but no mapped jars and libraries. Linux tells, others do not. */
public final class AnonymousMemory {

    private static final String FIELD = "RssAnon:";

    private AnonymousMemory() {}

    /** Right now; 0 if the process is gone or the system does not tell. */
    public static long bytesOf(long pid) {
        try {
            return inStatus(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        } catch (IOException e) {
            return 0; // it has ended between two looks
        }
    }

    /** @param status as proc(5) writes it: a field a line, {@code RssAnon:   1234 kB} */
    static long inStatus(String status) {
        var at = status.indexOf(FIELD);
        if (at < 0) {
            return 0;
        }
        var end = status.indexOf(" kB", at);
        return end < 0
                ? 0
                : 1024
                        * Long.parseLong(
                                status.substring(at + FIELD.length(), end).strip());
    }
}
