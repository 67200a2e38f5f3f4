package io.modelferry.control.trust;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.trust.SignedModel;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What targets should name: model files, signed or waiting, and deltas. */
@Component
class TargetRows {

    private static final String FLOOR = "(entry::jsonb ->> 'minCounter')::bigint";

    private final JdbcClient jdbc;

    TargetRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** It waits for a signature. */
    void add(SignedModel model) {
        jdbc.sql("insert into trust_model (model, version, variant, digest, entry) values (?, ?, ?, ?, ?)")
                .params(
                        model.model().value(),
                        model.version().value(),
                        model.variant(),
                        model.digest().hex(),
                        json(model))
                .update();
    }

    Optional<SignedModel> find(SignedModel name) {
        return jdbc.sql("select entry from trust_model where model = ? and version = ? and variant = ?")
                .params(name.model().value(), name.version().value(), name.variant())
                .query(TargetRows::model)
                .optional();
    }

    boolean isSigned(SignedModel name) {
        return jdbc.sql("select signed_in is not null from trust_model where model = ? and version = ? and variant = ?")
                .params(name.model().value(), name.version().value(), name.variant())
                .query(Boolean.class)
                .single();
    }

    List<SignedModel> models() {
        return jdbc.sql("select entry from trust_model order by position")
                .query(TargetRows::model)
                .list();
    }

    List<SignedModel> models(ModelName model) {
        return jdbc.sql("select entry from trust_model where model = ? order by position")
                .param(model.value())
                .query(TargetRows::model)
                .list();
    }

    /** Those that are not signed, or whose floor is to be signed higher. */
    List<SignedModel> waiting() {
        return jdbc.sql("select entry from trust_model where signed_in is null or signed_floor < " + FLOOR
                        + " order by position")
                .query(TargetRows::model)
                .list();
    }

    /** With the deltas that make its files. @return false if there is no file of it */
    boolean remove(ModelName model, VersionName version) {
        var removed = jdbc.sql("delete from trust_model where model = ? and version = ?")
                .params(model.value(), version.value())
                .update();
        jdbc.sql("""
                        delete from trust_delta
                         where model = ? and result not in (select digest from trust_model where model = ?)""").params(model.value(), model.value()).update();
        return removed > 0;
    }

    /** Those that waited stand in these targets, with their floors, from now on. */
    void signed(Collection<SignedModel> models, long version) {
        for (var model : models) {
            jdbc.sql(
                            "update trust_model set signed_in = coalesce(signed_in, ?), signed_floor = ? where model = ? and version = ? and variant = ?")
                    .params(
                            version,
                            model.minCounter(),
                            model.model().value(),
                            model.version().value(),
                            model.variant())
                    .update();
        }
    }

    /** The highest that the next targets are to say of the model; 0 is none. */
    long wantedFloor(ModelName model) {
        return models(model).stream().mapToLong(SignedModel::minCounter).max().orElse(0);
    }

    /** The highest that the targets in effect say of the model; 0 is none. */
    long signedFloor(ModelName model) {
        return jdbc.sql("select coalesce(max(signed_floor), 0) from trust_model where model = ?")
                .param(model.value())
                .query(Long.class)
                .single();
    }

    /** The files of the model's newest release are to say it from the next targets on. @return those files, as they are to be signed */
    List<SignedModel> raiseFloor(ModelName model, long floor) {
        var all = models(model);
        var newest = all.stream().mapToLong(SignedModel::releaseCounter).max().orElse(0);
        var raised = all.stream()
                .filter(file -> file.releaseCounter() == newest)
                .map(file -> file.withFloor(floor))
                .toList();
        for (var file : raised) {
            jdbc.sql("update trust_model set entry = ? where model = ? and version = ? and variant = ?")
                    .params(json(file), model.value(), file.version().value(), file.variant())
                    .update();
        }
        return raised;
    }

    /** @return the models whose deltas it is now one of */
    List<ModelName> add(DeltaHop delta) {
        return jdbc.sql("""
                        insert into trust_delta (model, base, result, result_bytes, delta, length_bytes)
                        select distinct model, ?, digest, ?, ?, ? from trust_model where digest = ?
                        on conflict do nothing
                        returning model""")
                .params(
                        delta.base().hex(),
                        delta.resultBytes(),
                        delta.delta().hex(),
                        delta.lengthBytes(),
                        delta.result().hex())
                .query((row, number) -> new ModelName(row.getString(1)))
                .list();
    }

    List<DeltaHop> deltas(ModelName model) {
        return jdbc.sql(
                        "select base, result, result_bytes, delta, length_bytes from trust_delta where model = ? order by position")
                .param(model.value())
                .query((row, number) -> new DeltaHop(
                        new ArtifactDigest(row.getString(1)),
                        new ArtifactDigest(row.getString(2)),
                        row.getLong(3),
                        new ArtifactDigest(row.getString(4)),
                        row.getLong(5)))
                .list();
    }

    /** Models that have deltas. */
    List<ModelName> modelsWithDeltas() {
        return jdbc.sql("select distinct model from trust_delta order by model")
                .query((row, number) -> new ModelName(row.getString(1)))
                .list();
    }

    private static String json(SignedModel model) {
        return new String(ProtocolJson.write(model), StandardCharsets.UTF_8);
    }

    private static SignedModel model(ResultSet row, int number) throws SQLException {
        return ProtocolJson.read(row.getString("entry").getBytes(StandardCharsets.UTF_8), SignedModel.class);
    }
}
