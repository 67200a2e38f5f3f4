package io.modelferry.cli.demo;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's answers, as far as the story reads them. What it does not send is null or zero. */
final class Seen {

    private Seen() {}

    record Rollout(
            String id,
            String version,
            String state,
            String why,
            @Nullable List<Stage> stages,
            @Nullable Counts counts,
            @Nullable Bytes bytes,
            @Nullable List<Happening> timeline) {

        boolean ended() {
            return switch (state) {
                case "FINISHED", "STOPPED", "ROLLED_BACK" -> true;
                default -> false;
            };
        }

        List<Happening> happenings() {
            return timeline == null ? List.of() : timeline;
        }

        Counts countsOrNone() {
            return counts == null ? Counts.NONE : counts;
        }

        Bytes bytesOrNone() {
            return bytes == null ? Bytes.NONE : bytes;
        }
    }

    /** @param standing for example {@code READY_TO_SHIP} */
    record Experiment(String id, String state, String standing, String why) {

        boolean decided() {
            return switch (standing) {
                case "READY_TO_SHIP", "WORSE", "GUARDRAIL_FAILING", "INCONCLUSIVE" -> true;
                default -> state.equals("STOPPED");
            };
        }

        /** {@code ready to ship} for {@code READY_TO_SHIP}. */
        String words() {
            return standing.toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** @param state {@code PENDING}, {@code CURRENT} or {@code PASSED} */
    record Stage(String name, String state, int devices) {}

    record Counts(int targeted, int treated, int confirmed, int failed, int rolledBack, int back, int offline) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);
    }

    /** @param fullDownloadBytes what the same devices would have received without deltas */
    record Bytes(long deltaBytes, long fullBytes, long backBytes, long fullDownloadBytes, long fallbacks) {

        static final Bytes NONE = new Bytes(0, 0, 0, 0, 0);
    }

    record Happening(Instant at, String kind, String text) {}

    /** @param verdict {@code PASSED}, {@code WORSE} or {@code CANNOT_TELL} */
    record Evidence(Instant at, String verdict) {}

    record Device(
            String id,
            String site,
            String deviceClass,
            boolean online,
            @Nullable Map<String, String> running) {

        /** Digest of what answers inferences; empty without a model. */
        String runs(String model) {
            return running == null ? "" : running.getOrDefault(model, "");
        }
    }

    record Variant(String variant, String status, @Nullable String digest) {}
}
