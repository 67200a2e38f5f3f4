package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.Spoken;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refuses stages that overlap, shrink or add up to more than everybody. */
final class StagesCheck {

    static final int MAX_STAGES = 20;

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} %._-]{0,39}");
    private static final String ORDER = "stages-not-increasing";

    private final Reach reach;
    private final FilterCheck filters;
    private final List<StagePlan> stages;
    private double share;
    private int count;
    private @Nullable Instant opens;

    private StagesCheck(RolloutPlan plan, FilterCheck filters) {
        this.reach = plan.reach();
        this.filters = filters;
        this.stages = plan.stages();
    }

    static void check(RolloutPlan plan, FilterCheck filters) {
        var check = new StagesCheck(plan, filters);
        check.number();
        check.names();
        for (var i = 0; i < plan.stages().size(); i++) {
            var stage = plan.stages().get(i);
            check.kind("stages[" + i + "]", stage);
            check.size("stages[" + i + "]", i, stage);
            check.times("stages[" + i + "]", stage, plan.clearance().startAt());
        }
    }

    private void number() {
        Require.that(!stages.isEmpty(), "no-stages", "stages", "a rollout needs at least one stage.");
        Require.that(
                stages.size() <= MAX_STAGES, "too-many-stages", "stages", "at most " + MAX_STAGES + " are possible.");
    }

    private void names() {
        var names = new HashSet<String>();
        for (var i = 0; i < stages.size(); i++) {
            Require.that(
                    NAME.matcher(stages.get(i).name()).matches()
                            && names.add(stages.get(i).name()),
                    "bad-stage-name",
                    "stages[" + i + "].name",
                    "unique, 1 to 40 letters, digits, spaces, '%', '.', '_' or '-'.");
        }
    }

    private static void kind(String where, StagePlan stage) {
        var kinds = Stream.of(stage.percent() != null, stage.count() != null, stage.filter() != null, stage.lab())
                .filter(given -> given)
                .count();
        Require.that(kinds == 1, "bad-stage", where, "give one of percent, count, filter and lab: true.");
    }

    private void size(String where, int position, StagePlan stage) {
        Require.that(
                share < reach.most(),
                ORDER,
                where,
                "nobody is left for it: stage '"
                        + (position == 0 ? "" : stages.get(position - 1).name())
                        + "' takes everybody that is not held out.");
        if (stage.percent() != null) {
            percent(where + ".percent", stage.percent());
        } else if (stage.count() != null) {
            count(where + ".count", stage.count());
        } else if (stage.filter() != null) {
            filter(where + ".filter", position, stage.filter());
        } else {
            Require.that(position == 0, ORDER, where + ".lab", "a lab stage can only be the first.");
        }
    }

    private void percent(String where, double percent) {
        Require.that(percent > 0 && percent <= 100, "bad-percent", where, "must lie above 0 and up to 100.");
        Require.that(
                percent > share,
                ORDER,
                where,
                "each stage must be larger than the one before: those who have it already are counted in.");
        Require.that(
                percent <= reach.most(),
                "bad-percent",
                where,
                "with a hold-out of " + shown(reach.holdOut()) + " % at most " + shown(reach.most()) + " are left.");
        share = percent;
    }

    private void count(String where, int devices) {
        Require.that(devices >= 1, "bad-count", where, "must be at least 1.");
        Require.that(
                devices > count,
                ORDER,
                where,
                "each stage must be larger than the one before: those who have it already are counted in.");
        count = devices;
    }

    private void filter(String where, int position, String filter) {
        filters.require(where, filter);
        var twice = stages.subList(0, position).stream()
                .anyMatch(before ->
                        before.filter() != null && before.filter().strip().equals(filter.strip()));
        Require.that(!twice, "stages-overlap", where, "an earlier stage takes the same devices already.");
    }

    private void times(String where, StagePlan stage, @Nullable Instant startAt) {
        Require.that(
                !stage.soak().isNegative() && stage.soak().compareTo(Require.LONGEST) <= 0,
                "bad-soak",
                where + ".soak",
                "must lie between 0 s and " + Spoken.of(Require.LONGEST) + ".");
        if (stage.notBefore() == null) {
            return;
        }
        Require.that(
                opens == null || !stage.notBefore().isBefore(opens),
                "bad-not-before",
                where + ".notBefore",
                "lies before that of an earlier stage.");
        Require.that(
                startAt == null || !stage.notBefore().isBefore(startAt),
                "bad-not-before",
                where + ".notBefore",
                "lies before startAt.");
        opens = stage.notBefore();
    }

    /** {@code 10}, not {@code 10.0}. */
    static String shown(double percent) {
        return Double.toString(percent).replaceAll("\\.0$", "");
    }
}
