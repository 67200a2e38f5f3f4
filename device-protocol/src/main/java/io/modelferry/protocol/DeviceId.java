package io.modelferry.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A device's name, as in its certificate and its topics. No dots: they separate broker addresses. */
public record DeviceId(@JsonValue String value) implements Comparable<DeviceId> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{2,62}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public DeviceId {
        if (!FORM.matcher(value).matches()) {
            throw new MalformedMessage("device id", value, FORM.pattern());
        }
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
