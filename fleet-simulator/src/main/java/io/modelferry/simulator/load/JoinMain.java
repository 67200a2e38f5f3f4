package io.modelferry.simulator.load;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.simulator.identity.Identities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Machines that join, from the command line of the bench. */
@Command(name = "join", description = "Lets new machines enrol and times each. Started by ferry bench fleet.")
public final class JoinMain implements Callable<Integer> {

    @Option(names = "--server", required = true)
    private URI server = URI.create("https://127.0.0.1:8443");

    @Option(names = "--join", required = true)
    private String join = "";

    @Option(names = "--data", required = true)
    private Path data = Path.of("load");

    @Option(names = "--out", required = true, description = "who joined, as JSON")
    private Path out = Path.of("joined.json");

    @Option(names = "--first", required = true, description = "number of the first device")
    private int first;

    @Option(names = "--devices", required = true)
    private int devices;

    @Option(names = "--at-once", defaultValue = "16")
    private int atOnce;

    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-simulator.xml");
        }
        System.exit(new CommandLine(new JoinMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var joining = new Joining(new Identities(data, server), JoinString.parse(join));
        WholeFile.write(out, ProtocolJson.write(joining.join(first, devices, atOnce)));
        return CommandLine.ExitCode.OK;
    }
}
