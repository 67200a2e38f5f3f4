package io.modelferry.control.trust;

import io.modelferry.protocol.tuf.MetaFile;
import io.modelferry.protocol.tuf.Metadata;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;

/** Serves documents from the rows; those with a version in their name are remembered, because every device asks for the same few. */
@Service
class StoredFiles implements MetadataFiles {

    private static final Pattern VERSIONED = Pattern.compile("([1-9]\\d{0,17})\\.([a-z0-9][a-z0-9._-]{0,99})\\.json");
    private static final String TIMESTAMP = MetaFile.pathOf(Metadata.TIMESTAMP);
    private static final int REMEMBERED = 32;

    private final MetadataRows rows;
    private final Map<String, MetadataFile> remembered =
            Collections.synchronizedMap(new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, MetadataFile> eldest) {
                    return size() > REMEMBERED;
                }
            });

    StoredFiles(MetadataRows rows) {
        this.rows = rows;
    }

    @Override
    public Optional<MetadataFile> find(String name) {
        if (name.equals(TIMESTAMP)) {
            return rows.newest(Metadata.TIMESTAMP).map(bytes -> file(bytes, true));
        }
        var there = Optional.ofNullable(remembered.get(name));
        return there.isPresent() ? there : read(name);
    }

    private Optional<MetadataFile> read(String name) {
        var parts = VERSIONED.matcher(name);
        if (!parts.matches() || parts.group(2).equals(Metadata.TIMESTAMP)) {
            return Optional.empty();
        }
        var found = rows.find(parts.group(2), Long.parseLong(parts.group(1))).map(bytes -> file(bytes, false));
        found.ifPresent(file -> remembered.put(name, file));
        return found;
    }

    private static MetadataFile file(byte[] bytes, boolean changes) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new MetadataFile(bytes, HexFormat.of().formatHex(sha256), changes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    @Override
    public byte[] root() {
        return rows.newest(Metadata.ROOT).orElseThrow(Issue::noRoot);
    }
}
