package io.modelferry.cli.trust;

import io.modelferry.protocol.tuf.Signed;
import tools.jackson.databind.JsonNode;

/** What became of a document that was sent: in effect, or waiting for others. */
final class Outcome {

    private Outcome() {}

    /** @param view of {@code GET /api/v1/trust}, or what waits: it names every document that has too few signatures */
    static boolean waits(JsonNode view, String role, Signed<?> document) {
        return !words(view, role, document).isEmpty();
    }

    /** Who has signed it and who is missing; empty if it does not wait. */
    static String words(JsonNode view, String role, Signed<?> document) {
        for (var one : view.path("signing")) {
            if (one.path("role").asString().equals(role)
                    && one.path("version").asLong() == document.body().version()) {
                return one.path("words").asString();
            }
        }
        return "";
    }
}
