package io.modelferry.control.fleet;

import com.fasterxml.jackson.annotation.JsonCreator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks for; what is left out gets the default.
 *
 * @param idPattern which ids may use it, default any
 * @param ttl at most 366 days, default one hour
 * @param pending whether each machine waits until an operator accepts it
 */
record TokenRequest(
        @Pattern(regexp = IdPattern.FORM) String idPattern,
        @Pattern(regexp = SLUG) String deviceClass,
        @Pattern(regexp = SLUG) String site,
        boolean lab,
        @Min(1) @Max(100_000) int maxUses,
        @NotNull Duration ttl,
        boolean pending) {

    private static final String SLUG = "[a-z0-9][a-z0-9_-]{0,62}";
    private static final Duration LONGEST = Duration.ofDays(366);

    @JsonCreator
    TokenRequest(
            @Nullable String idPattern,
            @Nullable String deviceClass,
            @Nullable String site,
            @Nullable Boolean lab,
            @Nullable Integer maxUses,
            @Nullable Duration ttl,
            @Nullable Boolean pending) {
        this(
                idPattern == null ? "*" : idPattern,
                deviceClass == null ? "standard" : deviceClass,
                site == null ? "default" : site,
                lab != null && lab,
                maxUses == null ? 1 : maxUses,
                ttl == null ? Duration.ofHours(1) : ttl,
                pending != null && pending);
    }

    boolean lastsTooLong() {
        return ttl.compareTo(LONGEST) > 0 || ttl.isNegative() || ttl.isZero();
    }
}
