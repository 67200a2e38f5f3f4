package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.bytes;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Units;
import tools.jackson.databind.JsonNode;

/** One published version, a line for each fact. */
final class VersionSheet {

    private VersionSheet() {}

    static String of(JsonNode version) {
        var words = new StringBuilder()
                .append("%s@%s  %s%n"
                        .formatted(text(version, "model"), text(version, "version"), text(version, "digest")))
                .append("  bytes       %s%n".formatted(bytes(version, "lengthBytes")))
                .append("  opset       %s%n".formatted(text(version, "opset")))
                .append("  inputs      %s%n".formatted(tensors(version.path("inputs"))))
                .append("  outputs     %s%n".formatted(tensors(version.path("outputs"))));
        version.path("weightBytes")
                .properties()
                .forEach(dtype -> words.append("  weights     %s %s%n"
                        .formatted(dtype.getKey(), Units.bytes(dtype.getValue().asLong()))));
        if (version.path("floor").isString()) {
            words.append("  floor       %s%n".formatted(text(version, "floor")));
        }
        if (version.path("belowFloor").asBoolean()) {
            words.append("  below the model's floor: devices refuse it%n".formatted());
        }
        return words.append("  acceptance  %s%n".formatted(text(version, "acceptance")))
                .append("  calibration %s%n".formatted(text(version, "calibration")))
                .append("  published   %s by %s".formatted(text(version, "publishedAt"), text(version, "publishedBy")))
                .toString();
    }

    private static String tensors(JsonNode specs) {
        var words = specs.valueStream()
                .map(spec -> text(spec, "name") + " " + text(spec, "dtype") + " "
                        + spec.path("shape")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList())
                .toList();
        return String.join(", ", words);
    }
}
