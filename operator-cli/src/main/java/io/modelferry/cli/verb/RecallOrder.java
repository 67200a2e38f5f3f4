package io.modelferry.cli.verb;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which version, and why. */
final class RecallOrder {

    @Parameters(paramLabel = "MODEL")
    private String model = "";

    @Parameters(paramLabel = "VERSION")
    private String version = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "for timelines, webhooks and the audit trail")
    private String reason = "";

    /** @throws IllegalArgumentException if they are no names */
    VersionId id() {
        return new VersionId(new ModelName(model), new VersionName(version));
    }

    String reason() {
        return reason;
    }
}
