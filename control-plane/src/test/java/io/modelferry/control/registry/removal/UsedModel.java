package io.modelferry.control.registry.removal;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.registry.Publications;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A model of the running house with whatever needs its versions, written as the rooms would; each test has one that no other sees. */
final class UsedModel {

    static final String DEVICE = "user-of-versions";

    private static final AtomicInteger MODELS = new AtomicInteger();

    final ModelName model = new ModelName("in-use-" + MODELS.incrementAndGet());

    private final RunningHouse house = RunningHouse.shared();
    private final JdbcClient sql = house.bean(JdbcClient.class);

    /** One that runs nothing of any model, and none that enrolled just now. */
    void aDeviceThatHasReported() {
        sql.sql("delete from fleet_running where device_id = ?").param(DEVICE).update();
        sql.sql("delete from rollout_goal_model where device_id = ?")
                .param(DEVICE)
                .update();
        sql.sql("delete from delivery_mailbox where device_id = ?")
                .param(DEVICE)
                .update();
        sql.sql("delete from fleet_device where id = ?").param(DEVICE).update();
        sql.sql("""
                        insert into fleet_enrolment_token
                        values ('users', 'users', '*', 'standard', 'shelf', false, 9, 0, 'ada', now(), now())
                        on conflict do nothing""").update();
        sql.sql("""
                        insert into fleet_device
                               (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate, facts, generation, last_seen)
                        values (?, 'shelf', 'standard', false, now() - interval '2 hours', 'users', '', '', 'linux', 3, now() - interval '1 hour')""").param(DEVICE).update();
        sql.sql("update fleet_device set enrolled_at = now() - interval '2 hours' where facts = ''")
                .update();
    }

    void underWay(String version, String variant) {
        sql.sql("""
                        insert into optimisation_run (model, version, variant, state, requested_by, queued_at)
                        values (?, ?, ?, 'QUEUED', 'ada', now())""").params(model.value(), version, variant).update();
    }

    /** Other bytes for each version; its one variant is offered, and nothing is being made of it. */
    ArtifactDigest published(String version) throws IOException {
        var onnx = onnx(model + " " + version);
        return Objects.requireNonNull(house.bean(TransactionTemplate.class).execute(status -> {
            var digest = publish(version, onnx);
            sql.sql("delete from optimisation_work where id in (select id from optimisation_run where model = ?)")
                    .param(model.value())
                    .update();
            sql.sql("update optimisation_run set state = 'DONE' where model = ?")
                    .param(model.value())
                    .update();
            sql.sql("""
                            update optimisation_variant set status = case variant when 'fp32' then 'OFFERED' else 'NOT_OFFERED' end,
                                digest = case variant when 'fp32' then ? end
                            where model = ? and version = ?""").params(digest.hex(), model.value(), version).update();
            return digest;
        }));
    }

    private ArtifactDigest publish(String version, byte[] onnx) {
        try {
            return house.bean(Publications.class)
                    .publish(
                            new Publications.Request(
                                    model, new VersionName(version), null, null, Lineage.NONE, "", "ada"),
                            new ByteArrayInputStream(onnx))
                    .version()
                    .digest();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The demo model with other words in {@code ModelProto.doc_string}, field 6: the last of several counts. */
    private static byte[] onnx(String words) throws IOException {
        var text = words.getBytes(StandardCharsets.US_ASCII);
        var bytes = new ByteArrayOutputStream();
        bytes.write(Files.readAllBytes(CatalogRooms.demo("meter-reader-1.onnx")));
        bytes.write(6 << 3 | 2);
        bytes.write(text.length);
        bytes.write(text);
        return bytes.toByteArray();
    }

    void running(ArtifactDigest running, @Nullable ArtifactDigest previous) {
        sql.sql("""
                        insert into fleet_running (device_id, model, digest, previous, quarantined, since)
                        values (?, ?, ?, ?, '{}', now())
                        on conflict (device_id, model) do update set digest = excluded.digest, previous = excluded.previous""")
                .params(DEVICE, model.value(), running.hex(), previous == null ? null : previous.hex())
                .update();
    }

    void goal(String version, ArtifactDigest digest) {
        sql.sql("""
                        insert into rollout_goal_model (device_id, model, version, variant, digest, length_bytes, probation)
                        values (?, ?, ?, 'fp32', ?, 1, '{}')""").params(DEVICE, model.value(), version, digest.hex()).update();
    }

    void given(String rollout, ArtifactDigest digest, long generation, String ago) {
        sql.sql("""
                        insert into rollout_deployment (rollout_id, device_id, model, stage, digest, length_bytes, generation, state,
                            attempt, detail, assigned_at, updated_at)
                        values (?, ?, ?, 0, ?, 1, ?, 'ASSIGNED', 1, '', now() - ?::interval, now())""")
                .params(rollout, DEVICE, model.value(), digest.hex(), generation, ago)
                .update();
    }

    void delta(ArtifactDigest base, ArtifactDigest target) {
        sql.sql("""
                        insert into delta_pair (base, target, status, reason, delta, length_bytes, target_bytes,
                            generate_millis, apply_millis, created_at, revision)
                        values (?, ?, 'READY', '', ?, 7, 7, 1, 1, now(), 0)""")
                .params(base.hex(), target.hex(), digest(base + "-" + target).hex())
                .update();
    }

    static ArtifactDigest digest(String words) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return ArtifactDigest.of(sha256.digest(words.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String rolloutOf(String version) {
        return "{\"model\":\"%s\",\"version\":\"%s\",\"hold\":true,\"target\":\"id==%s\",\"stages\":[{\"percent\":100}]}"
                .formatted(model, version, DEVICE);
    }

    String rollOut(String version) {
        var created = post("/rollouts", rolloutOf(version));
        assertThat(code(created)).as(created.body()).isEqualTo("201 ");
        return json(created).path("id").asString();
    }

    void stop(String rollout) {
        assertThat(code(post("/rollouts/" + rollout + "/stop", "{\"reason\":\"enough\"}")))
                .isEqualTo("200 ");
    }

    HttpResponse<String> delete(String version) {
        return delete(version, "superseded");
    }

    HttpResponse<String> delete(String version, String reason) {
        return house.api(
                "DELETE", "/models/" + model + "/versions/" + version + "?reason=" + reason, house.adminToken(), "");
    }

    HttpResponse<String> alias(String alias, String version) {
        return house.api(
                "PUT",
                "/models/" + model + "/aliases/" + alias,
                house.adminToken(),
                "{\"version\":\"" + version + "\",\"reason\":\"good\"}");
    }

    HttpResponse<String> post(String path, String body) {
        return house.api("POST", path, house.adminToken(), body);
    }
}
