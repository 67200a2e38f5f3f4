package io.modelferry.control.rollout;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.modelferry.protocol.MalformedMessage;
import java.util.regex.Pattern;

/** A rollout's name: {@code r} and a number that is never given twice, for example {@code r17}. */
public record RolloutId(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("r[1-9][0-9]{0,17}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RolloutId {
        if (!FORM.matcher(value).matches()) {
            throw new MalformedMessage("rollout id", value, FORM.pattern());
        }
    }

    static RolloutId of(long number) {
        return new RolloutId("r" + number);
    }

    @Override
    public String toString() {
        return value;
    }
}
