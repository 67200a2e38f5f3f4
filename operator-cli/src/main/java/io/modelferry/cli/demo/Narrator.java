package io.modelferry.cli.demo;

import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Units;
import java.io.PrintWriter;
import java.time.Duration;

/** Tells the story: a title for each step, lines below it, and how long it took since the beginning. */
final class Narrator {

    private final PrintWriter out;
    private final long began = System.nanoTime();
    private int step;
    private volatile boolean silent;

    Narrator(PrintWriter out) {
        this.out = out;
    }

    void step(String title) {
        step++;
        say("");
        say("%2d  %s".formatted(step, title));
    }

    /** A line of the current step, with the time since the demo began. */
    void line(String text) {
        say("      %7s  %s".formatted(Units.span(elapsed()), Printable.of(text)));
    }

    /** Lines of a table or of a list, as they are. */
    void block(Object text) {
        text.toString().lines().forEach(line -> say("               " + line));
    }

    void say(String line) {
        if (!silent) {
            out.println(line);
            out.flush();
        }
    }

    /** Nothing more: the demo is being stopped, and what breaks now breaks because of that. */
    void hush() {
        silent = true;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
