package io.modelferry.control.registry;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * How many bytes may be stored, for one model and for everything. A model's bytes are its published files and its signed variants;
 * everything is what lies in the store, deltas and garbage included. Uploads are held against it, what the control plane makes is not.
 */
@Component
class Quota implements Storage {

    /** No setting is no limit. */
    private static final DataSize UNLIMITED = DataSize.ofBytes(0);

    private static final String FILES = """
            select model, digest, length_bytes from registry_model_version where deleted_at is null
            union select model, digest, length_bytes from trust_file""";

    private final FilesystemArtifacts artifacts;
    private final JdbcClient jdbc;
    private final DataSize ofAll;
    private final DataSize ofModel;

    Quota(FilesystemArtifacts artifacts, JdbcClient jdbc, ModelferryConfiguration configuration) {
        this.artifacts = artifacts;
        this.jdbc = jdbc;
        this.ofAll = configuration.registry().quota();
        this.ofModel = configuration.registry().modelQuota();
    }

    @Override
    public Usage usage() {
        var models = jdbc.sql("select model, sum(length_bytes) from (" + FILES + ") file group by model order by model")
                .query((row, number) ->
                        new ModelUsage(new ModelName(row.getString(1)), row.getLong(2), ofModel.toBytes()))
                .list();
        return new Usage(artifacts.bytes(), ofAll.toBytes(), models);
    }

    /** What is left for anything. */
    ByteLimit left() {
        if (ofAll.equals(UNLIMITED)) {
            return ByteLimit.of(Long.MAX_VALUE);
        }
        return limit(ofAll, artifacts.bytes(), "modelferry.registry.quota", "The store");
    }

    /** What is left for one more version of the model, whatever else lies in the store. */
    ByteLimit left(ModelName model) {
        if (ofModel.equals(UNLIMITED)) {
            return ByteLimit.of(Long.MAX_VALUE);
        }
        var used = jdbc.sql("select coalesce(sum(length_bytes), 0) from (" + FILES + ") file where model = ?")
                .param(model.value())
                .query(Long.class)
                .single();
        return limit(ofModel, used, "modelferry.registry.model-quota", "Model " + model);
    }

    private static ByteLimit limit(DataSize quota, long used, String setting, String who) {
        return new ByteLimit(
                Math.max(0, quota.toBytes() - used),
                () -> new Refusal(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "quota-exceeded",
                        ("%s has %d of the %d bytes that %s allows, and the upload does not fit: delete versions (ferry model rm)"
                                        + " and collect their bytes (ferry model gc), or raise the setting.")
                                .formatted(who, used, quota.toBytes(), setting)));
    }
}
