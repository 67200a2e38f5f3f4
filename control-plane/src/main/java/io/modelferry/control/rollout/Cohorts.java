package io.modelferry.control.rollout;

import io.modelferry.protocol.DeviceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Who is in a percent stage. Every device has a fixed position for a salt; a stage takes the positions up to its cutoff, which
 * is drawn through the fleet as it is when the stage opens. So cohorts have exactly the size asked for, are never empty, lie
 * nested in each other, and a device that appears later knows at once whether it belongs.
 */
final class Cohorts {

    /** Above every position: everybody, also who comes later. */
    static final long EVERYBODY = Long.MAX_VALUE;

    private Cohorts() {}

    /** From 0 up to {@link Long#MAX_VALUE}, evenly; the same device stands elsewhere under another salt. */
    static long position(String salt, DeviceId device) {
        var hash = sha256().digest((salt + "/" + device.value()).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() >>> 1;
    }

    /**
     * How many of {@code devices} the smallest cohort has that holds {@code percent} of them: at least one.
     *
     * @param percent above 0 up to 100
     */
    static long size(long devices, double percent) {
        return Math.max(1, (long) Math.ceil(devices * percent / 100));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
