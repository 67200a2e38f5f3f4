package io.modelferry.agent.tuf;

import io.modelferry.agent.download.HttpFiles;
import io.modelferry.agent.download.PartialFile;
import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.tuf.TargetFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Fetches targets (5.7): gathered beside their place, hashed on the way, put there only once they are proven. A target must have
 * a SHA-256. What is refused leaves nothing; what a broken connection left is gone on with next time.
 */
public final class TargetDownload {

    private static final String PART = ".part";

    private final HttpFiles http;
    private final AgentFs fs;
    private final String base;
    private final Path folder;

    /**
     * @param base of targets, with a slash at its end or without
     * @param folder where they are put, each in one file whose name is its percent-encoded path
     */
    public TargetDownload(HttpFiles http, AgentFs fs, URI base, Path folder) {
        this.http = http;
        this.fs = fs;
        this.base = base.toString().replaceAll("/+$", "") + '/';
        this.folder = folder;
    }

    /**
     * Asks nobody if the file is there already.
     *
     * @param consistent whether the repository names files by their hash (6.2)
     * @return where it stands, durable
     * @throws MetadataRefused if it cannot be fetched safely: without SHA-256, with a path that leads out of the base
     * @throws UpdateFailure DIGEST_MISMATCH for other bytes than the signed ones, NETWORK, TIMEOUT, INTERRUPTED
     * @throws IOException if the disk fails
     */
    public Path fetch(String path, TargetFile target, boolean consistent, Cancellation cancellation)
            throws MetadataRefused, UpdateFailure, IOException {
        var digest = sha256(path, target);
        requirePlain(path);
        var place = folder.resolve(Names.file(path));
        if (isThere(place, target.length(), digest)) {
            fs.syncDirectory(folder); // whoever put it there may have been killed before it was durable
            return place;
        }
        fs.createDirectories(folder);
        var partial = new PartialFile(fs, folder.resolve("." + digest.hex() + PART), digest, target.length());
        http.bring(address(path, digest, consistent), partial, cancellation);
        keep(partial, place);
        return place;
    }

    private static ArtifactDigest sha256(String path, TargetFile target) throws MetadataRefused {
        try {
            return target.hashes().sha256().orElseThrow(() -> new MalformedMessage("it has no SHA-256"));
        } catch (MalformedMessage e) {
            throw new MetadataRefused("5.7.3", path, Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    /** TUF 4.5 recommends what we insist on: a path below the base. */
    private static void requirePlain(String path) throws MetadataRefused {
        var segments = Arrays.asList(path.split("/", -1));
        if (segments.contains("") || segments.contains(".") || segments.contains("..")) {
            throw new MetadataRefused("5.7.3", path, Reason.MALFORMED, "its path is not plainly below the base");
        }
        if (Names.file(path).length() > Names.MAX_FILE_NAME) {
            throw new MetadataRefused("5.7.3", path, Reason.TOO_LONG, "no file can have its name");
        }
    }

    private boolean isThere(Path place, long length, ArtifactDigest digest) throws IOException {
        var size = fs.size(place);
        return size.isPresent() && size.getAsLong() == length && hash(place).equals(digest);
    }

    private ArtifactDigest hash(Path file) throws IOException {
        try (var in = new DigestInputStream(fs.openForReading(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return ArtifactDigest.of(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    /** 5.7.3: {@code dir/HASH.file} where snapshots are consistent. */
    private URI address(String path, ArtifactDigest digest, boolean consistent) {
        var file = path.lastIndexOf('/') + 1;
        var prefix = consistent ? digest.hex() + "." : "";
        return URI.create(
                base + Names.quotedPath(path.substring(0, file)) + prefix + Names.quoted(path.substring(file)));
    }

    /** After a failed sync nothing of the file can be trusted, however well it reads. */
    private void keep(PartialFile proven, Path place) throws IOException {
        try {
            fs.sync(proven.path());
            fs.move(proven.path(), place);
            fs.syncDirectory(folder);
        } finally {
            proven.discard();
        }
    }
}
