package io.modelferry.cli.verb;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a version comes from. */
final class LineageOptions {

    @Option(names = "--run", paramLabel = "ID", description = "id or URI of the training run")
    private @Nullable String run;

    @Option(names = "--data-digest", paramLabel = "SHA256", description = "of the training data")
    private @Nullable String data;

    @Option(names = "--commit", paramLabel = "HASH", description = "of the training code")
    private @Nullable String commit;

    @Option(
            names = "--parent",
            paramLabel = "[MODEL@]VERSION",
            description = "the version, or an alias of it, that training started from")
    private @Nullable String parent;

    @Option(
            names = "--teacher",
            paramLabel = "[MODEL@]VERSION",
            description = "of a distilled student: the version that it learned to imitate")
    private @Nullable String teacher;

    /** By the name of the query parameter; what was not said is left out. */
    Map<String, String> said() {
        var said = new LinkedHashMap<String, String>();
        put(said, "run", run);
        put(said, "data", data);
        put(said, "commit", commit);
        put(said, "parent", parent);
        put(said, "teacher", teacher);
        return said;
    }

    private static void put(Map<String, String> said, String name, @Nullable String value) {
        if (value != null) {
            said.put(name, value);
        }
    }
}
