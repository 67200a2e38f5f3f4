package io.modelferry.cli.testing;

import io.modelferry.cli.text.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** A terminal nobody watches, whose output a test can read. */
public final class Typed {

    public static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Shell shell;

    public Typed(Path folder, Map<String, String> environment) {
        shell = new Shell(
                environment,
                folder,
                folder,
                false,
                InstantSource.fixed(NOON),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }

    public Shell shell() {
        return shell;
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }
}
