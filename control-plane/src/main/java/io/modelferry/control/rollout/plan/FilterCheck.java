package io.modelferry.control.rollout.plan;

import java.util.Optional;

/** The port through which a plan's filters are read before anything is written. Another room knows the language. */
@FunctionalInterface
public interface FilterCheck {

    int MAX_LENGTH = 2000;

    /** @return what is wrong with it, for a person; empty if it can be read */
    Optional<String> fault(String filter);

    /** Where nobody reads filters, anything that is written counts as one. */
    FilterCheck ANY = filter -> Optional.empty();

    /** @throws io.modelferry.control.platform.Refusal 422 {@code bad-filter} */
    default void require(String field, String filter) {
        Require.that(
                !filter.isBlank() && filter.length() <= MAX_LENGTH,
                "bad-filter",
                field,
                "1 to " + MAX_LENGTH + " characters.");
        fault(filter).ifPresent(fault -> Require.that(false, "bad-filter", field, fault));
    }
}
