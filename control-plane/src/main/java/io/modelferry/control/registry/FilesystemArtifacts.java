package io.modelferry.control.registry;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Artifacts as files: {@code <root>/<first two digits>/<digest>}. A file gets its final name only when it is whole and on the
 * disk; the folder that names it is made durable after it, so a digest that is found after a power cut is whole.
 */
@Component
class FilesystemArtifacts implements Artifacts, StoredFiles {

    private static final String INCOMING = "incoming";

    private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** Held while a file gets or loses its final name, so that nobody takes a file for kept that is being removed. */
    private final Object changing = new Object();

    private final Path root;
    private final InstantSource clock;

    /** Of all files with their final name; changes with them, so that nobody has to walk the store to know. */
    private long bytes;

    /** Goes up with each file that comes or goes. */
    private long changes;

    @Autowired
    FilesystemArtifacts(DataFolder data, InstantSource clock) {
        this(data.folder("artifacts"), clock);
    }

    /** Uploads that a crash cut off are removed, and what is here is counted. */
    FilesystemArtifacts(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
        try {
            var incoming = Files.createDirectories(root.resolve(INCOMING));
            try (var leftovers = Files.list(incoming)) {
                for (var leftover : leftovers.toList()) {
                    Files.delete(leftover);
                }
            }
            this.bytes = bytes(walk());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Stored put(InputStream bytes, long maxBytes) throws IOException {
        try (var staged = stage(bytes, ByteLimit.of(maxBytes))) {
            return keep(staged, length -> {});
        }
    }

    @Override
    public Stored adopt(Path file) throws IOException {
        Stored stored;
        try (var bytes = Files.newInputStream(file)) {
            stored = put(bytes, Long.MAX_VALUE);
        }
        Files.delete(file);
        return stored;
    }

    /** Takes the bytes in for a look; they become an artifact by {@link #keep}, or nothing when the staged file is closed. */
    StagedArtifact stage(InputStream bytes, ByteLimit limit) throws IOException {
        return StagedArtifact.receive(bytes, limit, root.resolve(INCOMING));
    }

    /**
     * From now on the bytes are as young as any.
     *
     * @param room asked for the length of new bytes, one after another, and refuses them by an exception
     */
    Stored keep(StagedArtifact staged, LongConsumer room) throws IOException {
        synchronized (changing) {
            if (touch(staged.digest())) {
                return new Stored(staged.digest(), staged.lengthBytes(), true);
            }
            room.accept(staged.lengthBytes());
            return keepNew(staged);
        }
    }

    private Stored keepNew(StagedArtifact staged) throws IOException {
        Files.setLastModifiedTime(staged.file(), FileTime.from(clock.instant()));
        var target = path(staged.digest());
        var folder = folder(staged.digest());
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            sync(root);
        }
        Files.move(staged.file(), target, StandardCopyOption.ATOMIC_MOVE);
        changed(staged.lengthBytes());
        sync(folder);
        return new Stored(staged.digest(), staged.lengthBytes(), false);
    }

    /** For somebody who is about to need it: from now on it is as good as new. @return false if it is not here */
    boolean touch(ArtifactDigest digest) throws IOException {
        synchronized (changing) {
            if (!contains(digest)) {
                return false;
            }
            Files.setLastModifiedTime(path(digest), FileTime.from(clock.instant()));
            return true;
        }
    }

    @Override
    public long bytes() {
        synchronized (changing) {
            return bytes;
        }
    }

    private void changed(long by) {
        bytes += by;
        changes++;
    }

    @Override
    public List<StoredFile> all() throws IOException {
        long before;
        synchronized (changing) {
            before = changes;
        }
        var all = walk();
        synchronized (changing) {
            if (changes == before) { // else the next walk counts: nobody knows which of the changes this one saw
                bytes = bytes(all);
            }
        }
        return all;
    }

    /** Folder by folder: what comes and goes in {@code incoming} meanwhile is not looked at. */
    private List<StoredFile> walk() throws IOException {
        var all = new ArrayList<StoredFile>();
        for (var folder : named(FOLDER, root)) {
            for (var file : named(DIGEST, folder)) {
                stored(file).ifPresent(all::add);
            }
        }
        return all;
    }

    private static long bytes(List<StoredFile> files) {
        return files.stream().mapToLong(StoredFile::lengthBytes).sum();
    }

    private static List<Path> named(Pattern form, Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(
                            file -> form.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Empty if it was removed while we walked. */
    private static Optional<StoredFile> stored(Path file) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new StoredFile(
                    new ArtifactDigest(file.getFileName().toString()),
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public Set<ArtifactDigest> remove(
            Collection<ArtifactDigest> digests,
            Instant before,
            Function<Set<ArtifactDigest>, Set<ArtifactDigest>> needed)
            throws IOException {
        synchronized (changing) {
            var going = new TreeMap<ArtifactDigest, Long>();
            for (var digest : digests) {
                stored(path(digest))
                        .filter(file -> file.usedAt().isBefore(before))
                        .ifPresent(file -> going.put(digest, file.lengthBytes()));
            }
            going.keySet().removeAll(needed.apply(Set.copyOf(going.keySet())));
            for (var file : going.entrySet()) {
                Files.delete(path(file.getKey()));
                changed(-file.getValue());
            }
            for (var folder :
                    going.keySet().stream().map(this::folder).distinct().toList()) {
                sync(folder);
            }
            return going.keySet();
        }
    }

    @Override
    public boolean contains(ArtifactDigest digest) {
        return Files.exists(path(digest));
    }

    @Override
    public long length(ArtifactDigest digest) {
        try {
            return Files.size(path(digest));
        } catch (NoSuchFileException e) {
            throw Refusal.notFound("artifact", digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SeekableByteChannel open(ArtifactDigest digest) throws IOException {
        try {
            return FileChannel.open(path(digest), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw Refusal.notFound("artifact", digest);
        }
    }

    @Override
    public Path localFile(ArtifactDigest digest) {
        if (!contains(digest)) {
            throw Refusal.notFound("artifact", digest);
        }
        return path(digest);
    }

    private Path path(ArtifactDigest digest) {
        return folder(digest).resolve(digest.hex());
    }

    private Path folder(ArtifactDigest digest) {
        return root.resolve(digest.hex().substring(0, 2));
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
