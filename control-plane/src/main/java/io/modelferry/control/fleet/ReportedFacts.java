package io.modelferry.control.fleet;

import io.modelferry.protocol.report.Reported.DeviceFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** What a device reports of itself, as one flat object: the keys of {@code fact.…} in filters. */
final class ReportedFacts {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,62}");
    private static final int LONGEST_VALUE = 200;
    private static final int BYTES_TO_MIB = 20;

    private ReportedFacts() {}

    /** What the agent found wins over an attribute of the same name; what its owner set and no filter could name is left out. */
    static String json(DeviceFacts facts) {
        var object = new LinkedHashMap<String, Object>();
        var own = facts.attributes() == null ? Map.<String, String>of() : facts.attributes();
        own.entrySet().stream()
                .filter(entry -> NAME.matcher(entry.getKey()).matches()
                        && entry.getValue().length() <= LONGEST_VALUE)
                .limit(DeviceFacts.MOST_ATTRIBUTES)
                .forEach(entry -> object.put(entry.getKey(), stored(entry.getValue())));
        object.put("os", stored(facts.os()));
        object.put("architecture", stored(facts.architecture()));
        object.put("cores", facts.cores());
        object.put("memoryMb", facts.memoryBytes() >> BYTES_TO_MIB);
        object.put("runtime", stored(facts.runtimeVersion()));
        object.put(
                "provider",
                facts.providers().stream().map(ReportedFacts::stored).toList());
        if (facts.cpuFeatures() != null) {
            object.put(
                    "cpu",
                    facts.cpuFeatures().stream().map(ReportedFacts::stored).toList());
        }
        if (facts.newestOpset() != null) {
            object.put("opset", facts.newestOpset());
        }
        return JSON.writeValueAsString(object);
    }

    /** PostgreSQL's jsonb takes every character but NUL. */
    private static String stored(String text) {
        return text.replace("\0", "");
    }
}
