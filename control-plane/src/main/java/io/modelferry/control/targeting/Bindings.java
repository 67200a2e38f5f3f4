package io.modelferry.control.targeting;

import java.util.HashMap;
import java.util.Map;

/** Gives each value of a filter a parameter of its own: no value is ever part of the statement's text. */
final class Bindings {

    private final Map<String, Object> parameters = new HashMap<>();

    /** @return what stands for the value in the statement, such as {@code :target3} */
    String bind(Object value) {
        var name = "target" + (parameters.size() + 1);
        parameters.put(name, value);
        return ":" + name;
    }

    Map<String, Object> parameters() {
        return parameters;
    }
}
