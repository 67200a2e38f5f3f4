package io.modelferry.cli.demo;

import io.modelferry.cli.demo.FieldFeeder.Count;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.time.Duration;
import java.util.Locale;

/** What the run measured. */
record Ending(int fleet, Rollout better, Regression worse, Count inferences) {

    /** @param during inferences of the real agents while the rollout moved */
    record Rollout(Seen.Rollout seen, Count during) {}

    /** @param tookBack from the first evidence that version 3 is worse until every device attested version 2 */
    record Regression(Rollout rollout, Duration tookBack) {}

    Table summary(Duration total) {
        var moved = better.seen().bytesOrNone();
        var undone = worse.rollout().seen().bytesOrNone();
        var sent = moved.deltaBytes() + undone.deltaBytes();
        var full = moved.fullDownloadBytes() + undone.fullDownloadBytes();
        return new Table("MEASURED IN THIS RUN", "")
                .row("fleet", fleet + " devices")
                .row(
                        "versions moved",
                        "1 to everybody; 2 and 3 tested on half of the fleet; 2 in stages; 3 on a cohort and back")
                .row("bytes 1 to 2", against(moved))
                .row("bytes 2 to 3", against(undone))
                .row(
                        "deltas against full models",
                        "%s of %s, %s".formatted(Units.bytes(sent), Units.bytes(full), share(sent, full)))
                .row("going back cost", Units.bytes(undone.backBytes()))
                .row("devices, version 2", outcome(better.seen().countsOrNone()))
                .row("devices, version 3", outcome(worse.rollout().seen().countsOrNone()))
                .row("inferences during 1 to 2", spoken(better.during()))
                .row("inferences during 2 to 3 and back", spoken(worse.rollout().during()))
                .row("inferences in all", spoken(inferences))
                .row("regression visible to everybody back", Units.span(worse.tookBack()))
                .row("the whole story", Units.span(total));
    }

    private static String against(Seen.Bytes bytes) {
        return "%s as deltas, %s as full models; full downloads: %s"
                .formatted(
                        Units.bytes(bytes.deltaBytes()),
                        Units.bytes(bytes.fullBytes()),
                        Units.bytes(bytes.fullDownloadBytes()));
    }

    private static String outcome(Seen.Counts counts) {
        return "%d confirmed, %d back, %d rolled back by the device, %d failed, %d offline"
                .formatted(counts.confirmed(), counts.back(), counts.rolledBack(), counts.failed(), counts.offline());
    }

    private static String spoken(Count count) {
        return "%d served, %d failed".formatted(count.served(), count.failed());
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
