package io.modelferry.control.targeting;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The fields there are. */
@Component
class FilterFields {

    private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,62}");
    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private final Map<String, FilterField> fixed = new TreeMap<>();
    private final Map<String, Family> families = new TreeMap<>();

    /** Fields with a name of the user's after the dot. */
    private record Family(Pattern form, Function<String, FilterField> field) {}

    FilterFields(RunningFiles files, InstantSource clock) {
        fixed.put("id", new TextField("d.id"));
        fixed.put("site", new TextField("d.site"));
        fixed.put("class", new TextField("d.device_class"));
        fixed.put("tz", new TextField("d.time_zone"));
        fixed.put("lab", new FlagField("d.lab"));
        fixed.put("online", new FlagField("d.online"));
        fixed.put("enrolledAt", new MomentField("d.enrolled_at", "", clock));
        fixed.put("lastSeen", new MomentField("d.last_seen", "d.seen_hour", clock));
        fixed.put("tag", new TagField());
        fixed.put("agent", new ReleaseField("d.agent_version", new TextField("d.agent_version")));
        families.put("attr", new Family(KEY, key -> new TraitField("d.attributes", key, TraitField.Kind.TEXT)));
        families.put("fact", new Family(KEY, FilterFields::fact));
        families.put("running", new Family(MODEL, model -> new RunningField(model, files)));
    }

    /** @throws io.modelferry.control.platform.Refusal 422 with the fields there are */
    FilterField of(Comparison comparison) {
        var known = fixed.get(comparison.field());
        if (known != null) {
            return known;
        }
        var dot = comparison.field().indexOf('.');
        var family = dot < 0 ? null : families.get(comparison.field().substring(0, dot));
        if (family == null) {
            throw comparison.refused("is no field.", names());
        }
        var name = comparison.field().substring(dot + 1);
        if (!family.form().matcher(name).matches()) {
            throw comparison.refused("has no name of the form " + family.form().pattern() + ".", List.of());
        }
        return family.field().apply(name);
    }

    List<String> names() {
        var names = new java.util.ArrayList<>(fixed.keySet());
        names.addAll(List.of("attr.NAME", "fact.NAME", "running.MODEL"));
        return names;
    }

    private static FilterField fact(String key) {
        var kind = switch (key) {
            case "cores", "memoryMb", "opset" -> TraitField.Kind.NUMBER;
            case "cpu", "provider" -> TraitField.Kind.LIST;
            default -> TraitField.Kind.TEXT;
        };
        var field = new TraitField("d.reported", key, kind);
        return key.equals("runtime") ? new ReleaseField("(d.reported ->> 'runtime')", field) : field;
    }
}
