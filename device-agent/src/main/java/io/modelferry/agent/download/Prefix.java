package io.modelferry.agent.download;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The first bytes of a file: how many, and their hash, now and at every {@link Checkpoints#STEP_BYTES}. */
final class Prefix {

    private final MessageDigest running;
    private final List<byte[]> steps;
    private long length;

    Prefix() {
        this(sha256(), List.of(), 0);
    }

    private Prefix(MessageDigest running, List<byte[]> steps, long length) {
        this.running = running;
        this.steps = new ArrayList<>(steps);
        this.length = length;
    }

    Prefix copy() {
        return new Prefix(cloned(running), steps, length);
    }

    long length() {
        return length;
    }

    void update(byte[] bytes, int count) {
        for (var at = 0; at < count; ) {
            var step = (int) Math.min(count - at, Checkpoints.STEP_BYTES - length % Checkpoints.STEP_BYTES);
            running.update(bytes, at, step);
            length += step;
            at += step;
            if (length % Checkpoints.STEP_BYTES == 0) {
                steps.add(hash());
            }
        }
    }

    /** SHA-256 of all bytes so far. */
    byte[] hash() {
        return cloned(running).digest();
    }

    /** One hash for each full step, and one for what follows the last. */
    List<byte[]> checkpoints() {
        var all = new ArrayList<>(steps);
        if (length % Checkpoints.STEP_BYTES != 0) {
            all.add(hash());
        }
        return all;
    }

    private static MessageDigest cloned(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
