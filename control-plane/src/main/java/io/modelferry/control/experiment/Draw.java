package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentPlan.Unit;
import io.modelferry.protocol.DeviceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Draws units by a salted hash: the same unit falls the same way at every look and on every server, and elsewhere in another
 * experiment. Whether it takes part and which arm it gets are two draws, so that a larger share never moves anybody between arms.
 */
record Draw(ExperimentId salt, ExperimentPlan plan) {

    /** What stands for a device in the draw. */
    String unit(DeviceId device, String site) {
        return plan.unit() == Unit.SITE ? "site/" + site : "device/" + device;
    }

    /** Among the units whose evidence is asked for where there are too many to ask all; from 0 to 2⁵³ − 1, evenly. */
    long place(String unit) {
        return drawn("asked", unit);
    }

    /** Empty for a unit that is held out. */
    Optional<Arm> arm(String unit) {
        return position("part", unit) < plan.share() ? Optional.of(weighed(position("arm", unit))) : Optional.empty();
    }

    private Arm weighed(double position) {
        var arms = plan.arms();
        var upTo = 0.0;
        for (var arm : arms) {
            upTo += arm.weight();
            if (position < upTo) {
                return arm;
            }
        }
        return arms.getLast(); // weights make 1 but for rounding
    }

    /** From 0 up to 1, evenly. */
    private double position(String draw, String unit) {
        return drawn(draw, unit) * 0x1.0p-53;
    }

    private long drawn(String draw, String unit) {
        var hash = sha256().digest((salt + "/" + draw + "/" + unit).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() >>> 11;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
