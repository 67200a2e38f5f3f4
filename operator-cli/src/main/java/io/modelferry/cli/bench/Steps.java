package io.modelferry.cli.bench;

import io.modelferry.cli.text.Shell;
import java.io.PrintWriter;

/** Says on standard error what is being measured right now. */
public sealed interface Steps {

    void now(String step);

    /** Nothing is being measured any more. */
    void end();

    /** Lines if asked for, one moving line where somebody watches, else nothing. */
    static Steps of(Shell shell, boolean verbose) {
        if (verbose) {
            return new Lines(shell.err());
        }
        return shell.onTerminal() ? new MovingLine(shell.err()) : new Silence();
    }

    record Lines(PrintWriter err) implements Steps {

        @Override
        public void now(String step) {
            err.println(step);
        }

        @Override
        public void end() {}
    }

    record MovingLine(PrintWriter err) implements Steps {

        private static final String START_AND_CLEAR = "\r\033[K";

        @Override
        public void now(String step) {
            err.print(START_AND_CLEAR + step + " …");
            err.flush();
        }

        @Override
        public void end() {
            err.print(START_AND_CLEAR);
            err.flush();
        }
    }

    record Silence() implements Steps {

        @Override
        public void now(String step) {}

        @Override
        public void end() {}
    }
}
