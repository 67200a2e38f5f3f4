package io.modelferry.agent.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * How often a version gave each class in its acceptance run, and how far a window is from that. The measure is the population
 * stability index (Siddiqi, Credit Risk Scorecards, 2006): the sum over the classes of {@code (a − e) · ln(a ÷ e)} with the
 * shares {@code e} of the profile and {@code a} of the window, which is Jeffreys' divergence. Every class gets half an answer
 * more on both sides: one that was never seen is rare, not impossible.
 */
final class Profile {

    /** Below that the index says more about the number of answers than about the inputs. */
    static final long MIN_ANSWERS = 100;

    private static final double SMOOTHING = 0.5;

    private final long[] expected;

    /** @param classCounts answers per class, in output order */
    Profile(long[] classCounts) {
        this.expected = classCounts.clone();
    }

    /** @return null if the window has too few answers, or other classes */
    @Nullable
    Double drift(long[] classCounts) {
        var answers = sum(classCounts);
        if (classCounts.length != expected.length || answers < MIN_ANSWERS) {
            return null;
        }
        var index = 0.0;
        for (var i = 0; i < expected.length; i++) {
            var e = share(expected[i], sum(expected), expected.length);
            var a = share(classCounts[i], answers, expected.length);
            index += (a - e) * Math.log(a / e);
        }
        return index;
    }

    private static double share(long count, long of, int classes) {
        return (count + SMOOTHING) / (of + SMOOTHING * classes);
    }

    private static long sum(long[] counts) {
        var sum = 0L;
        for (var count : counts) {
            sum += count;
        }
        return sum;
    }
}
