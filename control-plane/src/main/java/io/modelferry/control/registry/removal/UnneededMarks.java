package io.modelferry.control.registry.removal;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Since when nobody has needed a stored file: an empty file of its name, as old as that. They lie beside the store and not in the database,
 * since control planes that share a database have a store each.
 */
@Component
class UnneededMarks {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    UnneededMarks(DataFolder data) {
        this.folder = data.folder("unneeded");
    }

    Map<ArtifactDigest, Instant> all() throws IOException {
        var marks = new TreeMap<ArtifactDigest, Instant>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (DIGEST.matcher(name).matches()) { // a stranger's file is no reason to collect nothing ever after
                    marks.put(
                            new ArtifactDigest(name),
                            Files.getLastModifiedTime(file).toInstant());
                }
            }
        }
        return marks;
    }

    void set(ArtifactDigest digest, Instant since) throws IOException {
        Files.setLastModifiedTime(Files.createFile(folder.resolve(digest.hex())), FileTime.from(since));
    }

    void clear(ArtifactDigest digest) throws IOException {
        Files.deleteIfExists(folder.resolve(digest.hex()));
    }
}
