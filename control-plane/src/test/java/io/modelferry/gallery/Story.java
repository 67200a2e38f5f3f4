package io.modelferry.gallery;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** What the invented rooms share: names, digests, the time, and whether anything happened yet. */
@Component
public class Story {

    /** A text that must never become markup. */
    public static final String HOSTILE = "<script>alert('ferry')</script>";

    static final ModelName METER = new ModelName("meter-reader");

    /** Published, and nowhere yet. */
    static final ModelName NEWCOMER = new ModelName("gauge-finder");

    private volatile InstantSource clock = InstantSource.system();
    private volatile boolean empty;

    /** From now on it is always this instant. */
    public void stopTheClock(Instant at) {
        clock = InstantSource.fixed(at);
    }

    public void setEmpty(boolean empty) {
        this.empty = empty;
    }

    boolean empty() {
        return empty;
    }

    /** The story's clock, so long ago. */
    public Instant ago(Duration past) {
        return clock.instant().minus(past);
    }

    static VersionName version(int number) {
        return new VersionName(String.valueOf(number));
    }

    public static ArtifactDigest file(int version, String variant) {
        return digest("file " + version + " " + variant);
    }

    static ArtifactDigest digest(String of) {
        try {
            return ArtifactDigest.of(MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
