package io.modelferry.control.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.modelferry.protocol.MalformedMessage;
import java.util.regex.Pattern;

/** An experiment's name: {@code e} and a number that is never given twice, for example {@code e3}. Also the salt of its draw. */
public record ExperimentId(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("e[1-9][0-9]{0,17}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ExperimentId {
        if (!FORM.matcher(value).matches()) {
            throw new MalformedMessage("experiment id", value, FORM.pattern());
        }
    }

    static ExperimentId of(long number) {
        return new ExperimentId("e" + number);
    }

    @Override
    public String toString() {
        return value;
    }
}
