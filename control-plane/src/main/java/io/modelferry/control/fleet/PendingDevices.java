package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.List;

/** Machines that wait until an operator accepts them. None of them is a device yet. */
public interface PendingDevices {

    /** Who has waited longest first, at most {@code limit}. */
    List<PendingDevice> waiting(int limit);

    long count();

    /**
     * @param key SHA-256 of its public key, hexadecimal; the machine shows the same
     * @param site of its token, as class and lab are: what it will be if it is accepted
     * @param token that it came with, and {@code invitedBy} who made it
     * @param address that it asked from first
     * @param expiresAt without a decision until then it is forgotten
     */
    record PendingDevice(
            DeviceId id,
            String key,
            String site,
            String deviceClass,
            boolean lab,
            String token,
            String invitedBy,
            String address,
            Instant askedAt,
            Instant expiresAt) {}
}
