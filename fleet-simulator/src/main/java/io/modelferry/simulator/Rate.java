package io.modelferry.simulator;

import java.util.regex.Pattern;

/** How often something happens, written {@code 5/s}, {@code 30/min} or {@code 100/h}. */
record Rate(double perSecond) {

    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(?:/(s|min|h))?");
    private static final double MOST = 1000;

    Rate {
        if (!(perSecond >= 0 && perSecond <= MOST)) {
            throw new IllegalArgumentException("a rate lies between 0 and " + (int) MOST + " a second");
        }
    }

    static Rate parse(String text) {
        var parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a rate: " + text + "; it looks like 5/s, 30/min or 100/h");
        }
        var seconds = switch (parts.group(2) == null ? "s" : parts.group(2)) {
            case "min" -> 60;
            case "h" -> 3600;
            default -> 1;
        };
        return new Rate(Double.parseDouble(parts.group(1)) / seconds);
    }
}
