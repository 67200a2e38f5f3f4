package io.modelferry.cli.bench.chaos;

import io.modelferry.cli.server.ControlPlaneClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What is true of a rollout, by its counters and by its devices one after the other, as the API tells both.
 *
 * @param state of the rollout
 * @param devices that have exactly one end
 * @param endless devices without one, or with more than one, in words
 * @param differing counters that are not the count of the rows, in words
 */
public record Ledger(String rollout, String state, int devices, List<String> endless, List<String> differing) {

    private static final Set<String> ENDS = Set.of("CONFIRMED", "FAILED", "ROLLED_BACK");
    private static final int LOOKS = 20;

    /** Names of the counters by the state that a device's row shows. */
    private static final Map<String, String> COUNTERS = Map.ofEntries(
            Map.entry("waiting", "WAITING"),
            Map.entry("assigned", "ASSIGNED"),
            Map.entry("fetching", "FETCHING"),
            Map.entry("patching", "PATCHING"),
            Map.entry("verified", "VERIFIED"),
            Map.entry("probed", "PROBED"),
            Map.entry("trial", "TRIAL"),
            Map.entry("confirmed", "CONFIRMED"),
            Map.entry("retrying", "RETRYING"),
            Map.entry("failed", "FAILED"),
            Map.entry("rolledBack", "ROLLED_BACK"),
            Map.entry("goingBack", "GOING_BACK"),
            Map.entry("back", "BACK"));

    public Ledger {
        endless = List.copyOf(endless);
        differing = List.copyOf(differing);
    }

    /** Looks again while somebody moves between the two looks that must agree. */
    public static Ledger of(String rollout, int devices, ControlPlaneClient server) {
        var ledger = look(rollout, devices, server);
        for (var look = 1; look < LOOKS && !ledger.differing().isEmpty(); look++) {
            ledger = look(rollout, devices, server);
        }
        return ledger;
    }

    private static Ledger look(String rollout, int devices, ControlPlaneClient server) {
        var rows = server.all("/rollouts/" + rollout + "/devices?limit=200");
        var view = server.get("/rollouts/" + rollout);
        var endless = endless(rows, devices);
        return new Ledger(
                rollout,
                view.path("state").asString(),
                devices - endless.size(),
                endless,
                differing(rows, view.path("counts"), devices));
    }

    private static List<String> endless(List<JsonNode> rows, int devices) {
        var endless = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var row : rows) {
            var device = row.path("device").asString();
            var state = row.path("state").asString();
            if (!seen.add(device)) {
                endless.add(device + " stands there twice");
            } else if (!ENDS.contains(state)) {
                endless.add(device + " is " + state);
            } else if (state.equals("CONFIRMED")
                    && !row.path("running")
                            .asString("")
                            .equals(row.path("digest").asString(""))) {
                endless.add(device + " is CONFIRMED and attests another file");
            }
        }
        for (var missing = seen.size(); missing < devices; missing++) {
            endless.add("a device has no row");
        }
        return endless;
    }

    private static List<String> differing(List<JsonNode> rows, JsonNode counts, int devices) {
        var byHand = new HashMap<String, Integer>();
        rows.forEach(row -> byHand.merge(row.path("state").asString(), 1, Integer::sum));
        var differing = new ArrayList<String>();
        COUNTERS.forEach((counter, state) -> compare(counter, counts, byHand.getOrDefault(state, 0), differing));
        compare("treated", counts, rows.size(), differing);
        compare("queued", counts, devices - rows.size(), differing);
        compare("targeted", counts, devices, differing);
        var offline = rows.stream().filter(row -> !row.path("online").asBoolean());
        compare("offline", counts, (int) offline.count(), differing);
        return differing;
    }

    private static void compare(String counter, JsonNode counts, int byHand, List<String> differing) {
        var counted = counts.path(counter).asInt(-1);
        if (counted != byHand) {
            differing.add("%s is %d, rows are %d".formatted(counter, counted, byHand));
        }
    }

    public boolean finished() {
        return state.equals("FINISHED");
    }
}
