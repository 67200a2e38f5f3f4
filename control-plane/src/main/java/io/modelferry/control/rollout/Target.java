package io.modelferry.control.rollout;

import java.util.Map;

/**
 * Which devices are meant, as the database is asked.
 *
 * @param condition over {@code fleet_device d}, with named parameters
 */
record Target(String condition, Map<String, Object> parameters) {

    static final Target EVERYBODY = new Target("true", Map.of());

    Target {
        parameters = Map.copyOf(parameters);
    }
}
