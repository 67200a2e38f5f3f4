package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import tools.jackson.databind.JsonNode;

/** What a device ran, and the audit entries behind it, for a person to read. */
final class AuditAccount {

    private AuditAccount() {}

    static String words(JsonNode account) {
        var out = new StringBuilder("%s at %s".formatted(text(account, "device"), text(account, "at")));
        if (account.path("items").isEmpty()) {
            out.append(": it ran nothing");
        }
        account.path("items").forEach(item -> append(out, item));
        return out.toString();
    }

    private static void append(StringBuilder out, JsonNode item) {
        var file = item.path("file");
        out.append("\n\n").append(text(item, "model")).append(' ').append(named(file));
        out.append("\n  since ").append(text(item, "since"));
        if (!item.path("until").isNull()) {
            out.append(" until ").append(text(item, "until"));
        }
        lines(out, "published", item.path("published"));
        signatures(out, item.path("signed"));
        if (item.path("rollout").isNull()) {
            out.append("\n  no rollout gave it this file");
        } else {
            lines(out, "rollout " + text(item, "rollout"), item.path("orders"));
        }
    }

    private static void signatures(StringBuilder out, JsonNode signed) {
        if (!signed.isEmpty()) {
            out.append("\n  signed:");
        }
        signed.forEach(one -> out.append("\n    ")
                .append(text(one, "at"))
                .append("  ")
                .append(one.path("holder").isNull() ? "the server" : text(one, "holder"))
                .append("  key ")
                .append(text(one, "keyid"))
                .append(", targets ")
                .append(text(one, "version")));
    }

    private static String named(JsonNode file) {
        if (file.path("digest").isNull()) {
            return "no file";
        }
        var digest = text(file, "digest");
        return file.path("version").isNull()
                ? "a file that was never published here, " + digest
                : "%s %s, %s".formatted(text(file, "version"), text(file, "variant"), digest);
    }

    private static void lines(StringBuilder out, String what, JsonNode entries) {
        out.append("\n  ").append(what).append(entries.isEmpty() ? ": nothing is recorded" : ":");
        entries.forEach(entry -> out.append("\n    ")
                .append(text(entry, "at"))
                .append("  ")
                .append(text(entry, "actor"))
                .append("  ")
                .append(text(entry, "action"))
                .append(entry.path("details").has("reason") ? ": " + text(entry.path("details"), "reason") : ""));
    }
}
