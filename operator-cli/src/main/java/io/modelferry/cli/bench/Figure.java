package io.modelferry.cli.bench;

import java.util.List;
import java.util.Locale;

/**
 * One number beside its target.
 *
 * @param key a name for machines
 * @param runs what was measured, in {@code unit}; the median counts
 * @param atMost whether the target is an upper bound (else a lower one)
 * @param detail how it came about
 */
public record Figure(
        String key, String what, List<Double> runs, String unit, boolean atMost, double target, String detail) {

    public Figure {
        runs = List.copyOf(runs);
    }

    public static Figure atMost(String key, String what, List<Double> runs, String unit, double target, String detail) {
        return new Figure(key, what, runs, unit, true, target, detail);
    }

    public static Figure atLeast(
            String key, String what, List<Double> runs, String unit, double target, String detail) {
        return new Figure(key, what, runs, unit, false, target, detail);
    }

    public double median() {
        return Medians.of(runs);
    }

    public boolean met() {
        return atMost ? median() <= target : median() >= target;
    }

    public String measured() {
        return number(median()) + " " + unit;
    }

    public String range() {
        var sorted = runs.stream().sorted().toList();
        return sorted.size() < 2 ? "" : number(sorted.getFirst()) + " … " + number(sorted.getLast());
    }

    public String bound() {
        return (atMost ? "≤ " : "≥ ") + number(target) + " " + unit;
    }

    public static String number(double value) {
        var size = Math.abs(value);
        var form = size == Math.rint(size) ? "%.0f" : size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, form, value);
    }
}
