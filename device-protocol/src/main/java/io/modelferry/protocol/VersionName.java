package io.modelferry.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A version's slug within its model, for example {@code 2} or {@code v2-night}. No dots: it stands in topics. */
public record VersionName(@JsonValue String value) implements Comparable<VersionName> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public VersionName {
        if (!FORM.matcher(value).matches()) {
            throw new MalformedMessage("version name", value, FORM.pattern());
        }
    }

    @Override
    public int compareTo(VersionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
