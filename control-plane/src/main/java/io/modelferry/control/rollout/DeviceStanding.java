package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a rollout makes of a device, as the database counts it: {@code state} of a {@link RolloutDevice}. */
public enum DeviceStanding {
    /** Given the version, and not heard of since. */
    WAITING,
    ASSIGNED,
    FETCHING,
    PATCHING,
    VERIFIED,
    PROBED,
    TRIAL,
    CONFIRMED,
    /** Failed, and will try again by itself. */
    RETRYING,
    /** Took longer than the plan's slots allow. */
    EXPIRED,
    FAILED,
    /** By itself, on the device. */
    ROLLED_BACK,
    /** The rollout is taken back, and the device is on its way. */
    GOING_BACK,
    BACK;

    /** Those that somebody should look at. */
    public static final Set<DeviceStanding> TROUBLED =
            Collections.unmodifiableSet(EnumSet.of(RETRYING, EXPIRED, FAILED, ROLLED_BACK));

    /**
     * @param names with commas between them, in any case; empty for all
     * @throws Refusal 422 {@code bad-state} for a name that is none, with those there are
     */
    public static Set<DeviceStanding> of(String names) {
        var read = EnumSet.noneOf(DeviceStanding.class);
        for (var name : names.split(",")) {
            if (!name.isBlank()) {
                read.add(one(name.strip()));
            }
        }
        return read;
    }

    private static DeviceStanding one(String name) {
        return Arrays.stream(values())
                .filter(standing -> standing.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.invalid("bad-state", "state: '" + name + "' is none; there are " + known() + ".")
                                .about("state"));
    }

    private static String known() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
