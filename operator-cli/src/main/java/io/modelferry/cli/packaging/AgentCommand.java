package io.modelferry.cli.packaging;

import picocli.CommandLine.Command;

/** {@code ferry agent}: the script runs the agent itself; what is not running it hangs here. */
@Command(
        name = "agent",
        description = "A device agent: `ferry agent --data DIR` runs one (`ferry agent --help` lists its options).",
        synopsisSubcommandLabel = "VERB")
public final class AgentCommand {}
