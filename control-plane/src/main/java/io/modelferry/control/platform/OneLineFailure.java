package io.modelferry.control.platform;

import java.util.Objects;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.web.server.PortInUseException;

/** Says in one line why the control plane cannot start. The exit code is 1. */
final class OneLineFailure implements FailureAnalysisReporter {

    @Override
    public void report(FailureAnalysis failure) {
        System.err.println("ferry up: " + line(failure));
    }

    static String line(FailureAnalysis failure) {
        if (failure.getCause() instanceof PortInUseException busy) {
            return "Port %d is busy. Stop what uses it, or move us with --server.port or --management.server.port."
                    .formatted(busy.getPort());
        }
        var said = Objects.requireNonNullElse(failure.getDescription(), "the log above says why");
        return said.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
