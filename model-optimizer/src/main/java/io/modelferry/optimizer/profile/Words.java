package io.modelferry.optimizer.profile;

import java.util.Locale;

/** Figures of a profile as people read them: decimal units, three digits. */
final class Words {

    private static final String[] BYTES = {"B", "kB", "MB", "GB"};
    private static final String[] TIMES = {"µs", "ms", "s"};

    private Words() {}

    static String bytes(long bytes) {
        return bytes < 1000 ? bytes + " B" : scaled(bytes, BYTES);
    }

    static String time(double micros) {
        return scaled(micros, TIMES);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String scaled(double value, String[] units) {
        var unit = 0;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value) + " "
                + units[unit];
    }
}
