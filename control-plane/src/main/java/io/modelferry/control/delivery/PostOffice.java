package io.modelferry.control.delivery;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.trust.Envelope;
import java.util.Collection;
import java.util.Set;

/** Hands things to devices and dashboards. Never looks inside an envelope. */
public interface PostOffice {

    /**
     * Puts goals into the devices' mailboxes in the caller's transaction; after the commit they go out, retained, at least
     * once. A letter with a lower generation than the mailbox holds is dropped.
     */
    void post(Collection<Letter> letters);

    /** A hint, at most once, expires after a minute. Needs no transaction. */
    void hint(DeviceId device, Command command);

    /** Retained JSON for dashboards on {@code fleet/v1/stats/<model>/<version>}. Needs no transaction. */
    void publishStats(ModelName model, VersionName version, byte[] json);

    /** Retained JSON for dashboards on {@code fleet/v1/stats/fleet}. Needs no transaction. */
    void publishFleetStats(byte[] json);

    /** Clears the device's mailbox and everything retained for it, in the caller's transaction. */
    void forget(DeviceId device);

    /**
     * @param envelope a signed {@code DesiredState}
     * @param enclosures digests that the device may fetch because of this letter: the model, its deltas, its acceptance set
     * @param urgent goes out before all that are not: it brakes
     */
    record Letter(DeviceId device, long generation, Envelope envelope, Set<ArtifactDigest> enclosures, boolean urgent) {

        public Letter {
            enclosures = Set.copyOf(enclosures);
        }
    }
}
