package io.modelferry.cli.server;

import java.net.URI;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns an answer that is not 2xx into the problem it describes (RFC 9457), or into a plain word if it describes none. */
final class Problems {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Problems() {}

    static ServerProblem of(int status, String body, URI server) {
        var problem = read(body);
        var code = problem.path("code").asString("http-" + status);
        var detail = problem.path("detail").asString("");
        return switch (status) {
            case 401 ->
                new ServerProblem.Refused(
                        ExitCode.NOT_AUTHORISED,
                        status,
                        code,
                        "not signed in at " + server
                                + ": set MODELFERRY_TOKEN, or MODELFERRY_DATA to the control plane's data folder");
            case 403 ->
                new ServerProblem.Refused(
                        ExitCode.NOT_AUTHORISED, status, code, or(detail, "this token may not do that"));
            case 404 ->
                new ServerProblem.Refused(ExitCode.NOT_FOUND, status, code, or(detail, "there is no such thing"));
            case 502, 503, 504 ->
                new ServerProblem.Unreachable(
                        server + " is not ready (" + or(detail, "HTTP " + status) + "). Try again in a moment");
            default ->
                new ServerProblem.Refused(
                        status < 500 ? ExitCode.REFUSED : ExitCode.FAILED, status, code, or(detail, "HTTP " + status));
        };
    }

    private static JsonNode read(String body) {
        try {
            return body.stripLeading().startsWith("{") ? JSON.readTree(body) : JSON.createObjectNode();
        } catch (JacksonException e) {
            return JSON.createObjectNode(); // a proxy's page, not a problem of ours: the status must do
        }
    }

    private static String or(String detail, String otherwise) {
        return detail.isBlank() ? otherwise : detail;
    }
}
