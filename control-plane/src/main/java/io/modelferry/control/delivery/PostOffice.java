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

    /**
     * Letters that brake are being written: until they are with the broker no file begins to be sent to a device, for at most a few seconds.
     * Needs no transaction.
     *
     * @return to be closed when the last of them is posted
     */
    Claim makeWay();

    /** A hint, at most once, expires after a minute. Needs no transaction. */
    void hint(DeviceId device, Command command);

    /** Retained JSON for dashboards on {@code fleet/v1/stats/<model>/<version>}. Needs no transaction. */
    void publishStats(ModelName model, VersionName version, byte[] json);

    /** Retained JSON for dashboards on {@code fleet/v1/stats/fleet}. Needs no transaction. */
    void publishFleetStats(byte[] json);

    /** Clears the device's mailbox and everything retained for it, in the caller's transaction. */
    void forget(DeviceId device);

    /** Held while letters that brake are written. */
    interface Claim extends AutoCloseable {

        /** All of them are posted. */
        @Override
        void close();
    }

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
