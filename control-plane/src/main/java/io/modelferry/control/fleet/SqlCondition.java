package io.modelferry.control.fleet;

import java.util.HashMap;
import java.util.Map;

/**
 * A boolean expression over one row of {@code fleet_device d}. Values are only in the parameters, never in the text.
 *
 * @param sql for Spring's named parameters; safe beside {@code and}, {@code or} and {@code not}
 * @param parameters by name; each name begins with {@code target}, so that the statement around it has the others
 */
public record SqlCondition(String sql, Map<String, Object> parameters) {

    /** Every device that is enrolled and not decommissioned. */
    public static final SqlCondition ENROLLED = new SqlCondition("(d.decommissioned_at is null)", Map.of());

    public SqlCondition {
        parameters = Map.copyOf(parameters);
    }

    /** These parameters and those of the statement around it. */
    public Map<String, Object> with(Map<String, ?> others) {
        var all = new HashMap<String, Object>(parameters);
        all.putAll(others);
        return all;
    }
}
