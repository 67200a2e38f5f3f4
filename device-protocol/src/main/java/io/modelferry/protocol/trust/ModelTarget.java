package io.modelferry.protocol.trust;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.tuf.Hashes;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.JsonValue;
import io.modelferry.protocol.tuf.TargetFile;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model file as a TUF target: {@code models/<model>/<version>/<variant>.onnx}, and what a device must know of it under
 * {@code custom}. Canonical JSON has no fractions, so shares and tolerances are decimal strings there.
 *
 * @see <a href="../docs/tuf.md">docs/tuf.md</a>
 */
public final class ModelTarget {

    private static final Pattern VARIANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private ModelTarget() {}

    /** @throws MalformedMessage if the variant is no name for a file */
    public static String path(ModelName model, VersionName version, String variant) {
        if (!VARIANT.matcher(variant).matches()) {
            throw new MalformedMessage("variant", variant, VARIANT.pattern());
        }
        return folder(model) + version + "/" + variant + ".onnx";
    }

    /** Where every file of the model stands, slash included. */
    public static String folder(ModelName model) {
        return "models/" + model + "/";
    }

    public static String path(SignedModel model) {
        return path(model.model(), model.version(), model.variant());
    }

    public static TargetFile target(SignedModel model) {
        var custom = JsonObject.builder()
                .put("model", model.model().value())
                .put("version", model.version().value())
                .put("variant", model.variant())
                .put("releaseCounter", model.releaseCounter())
                .put("minCounter", model.minCounter())
                .put("opset", model.opset());
        var acceptance = model.acceptance();
        var needs = model.needs();
        custom.putIfPresent("acceptance", acceptance == null ? null : json(acceptance));
        custom.putIfPresent("needs", needs == null ? null : json(needs));
        return new TargetFile(model.lengthBytes(), Hashes.of(model.digest()), custom.build());
    }

    private static JsonObject json(Acceptance acceptance) {
        var json = JsonObject.builder()
                .put("sha256", acceptance.digest().hex())
                .put("length", acceptance.lengthBytes())
                .put("minAccuracy", Decimal.text(acceptance.minAccuracy()));
        var tolerances = acceptance.tolerances();
        var latency = acceptance.maxLatencyMillis();
        json.putIfPresent("tolerances", tolerances == null ? null : json(tolerances));
        return json.putIfPresent("maxLatencyMillis", latency == null ? null : Decimal.json(latency))
                .build();
    }

    private static JsonObject json(Map<String, Double> tolerances) {
        var json = JsonObject.builder();
        tolerances.forEach((provider, most) -> json.put(provider, Decimal.text(most)));
        return json.build();
    }

    private static JsonObject json(Needs needs) {
        var memory = needs.memoryBytes();
        var providers = needs.providers();
        return JsonObject.builder()
                .putIfPresent("memoryBytes", memory == null ? null : new JsonValue.Whole(memory))
                .putIfPresent("providers", providers == null ? null : JsonValue.texts(providers))
                .build();
    }

    /**
     * What was signed under this path.
     *
     * @throws MalformedMessage if a field is missing or of another form, or the path is not that of its model, version and variant
     */
    public static SignedModel read(String path, TargetFile file) {
        var custom = file.custom();
        if (custom == null) {
            throw new MalformedMessage("the model target '" + path + "' says nothing of its model");
        }
        var model = new SignedModel(
                new ModelName(custom.text("model")),
                new VersionName(custom.text("version")),
                custom.text("variant"),
                file.hashes().sha256().orElseThrow(() -> new MalformedMessage("a model target without a SHA-256")),
                file.length(),
                custom.wholeFrom(0, "releaseCounter"),
                custom.wholeFrom(0, "minCounter"),
                Math.toIntExact(Math.min(custom.wholeFrom(1, "opset"), Integer.MAX_VALUE)),
                custom.has("acceptance") ? acceptance(custom.object("acceptance")) : null,
                custom.has("needs") ? needs(custom.object("needs")) : null);
        if (!path(model).equals(path)) {
            throw new MalformedMessage("model target", path, path(model));
        }
        return model;
    }

    private static Acceptance acceptance(JsonObject json) {
        return new Acceptance(
                new ArtifactDigest(json.text("sha256")),
                json.wholeFrom(0, "length"),
                Decimal.read(json, "minAccuracy"),
                json.has("tolerances") ? tolerances(json.object("tolerances")) : null,
                json.has("maxLatencyMillis") ? (Double) Decimal.read(json, "maxLatencyMillis") : null);
    }

    private static Map<String, Double> tolerances(JsonObject json) {
        var all = new HashMap<String, Double>();
        json.forEachText((provider, text) -> all.put(provider, Decimal.parse(provider, text)));
        return all;
    }

    private static Needs needs(JsonObject json) {
        @Nullable Long memory = json.has("memoryBytes") ? (Long) json.wholeFrom(0, "memoryBytes") : null;
        return new Needs(memory, json.has("providers") ? json.texts("providers") : null);
    }
}
