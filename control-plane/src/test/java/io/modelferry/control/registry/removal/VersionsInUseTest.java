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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Who keeps a version from being deleted, asked of the whole control plane as an operator asks. */
final class VersionsInUseTest {

    private static final RunningHouse HOUSE = RunningHouse.shared();
    private static final JdbcClient SQL = HOUSE.bean(JdbcClient.class);
    private static final String DEVICE = "user-of-versions";
    private static final AtomicInteger MODELS = new AtomicInteger();

    /** One for each test, so that none sees the rollouts of another. */
    private final ModelName model = new ModelName("in-use-" + MODELS.incrementAndGet());

    @BeforeEach
    void aDeviceThatHasReported() {
        SQL.sql("delete from fleet_running where device_id = ?").param(DEVICE).update();
        SQL.sql("delete from rollout_goal_model where device_id = ?")
                .param(DEVICE)
                .update();
        SQL.sql("delete from delivery_mailbox where device_id = ?")
                .param(DEVICE)
                .update();
        SQL.sql("delete from fleet_device where id = ?").param(DEVICE).update();
        SQL.sql("""
                        insert into fleet_enrolment_token
                        values ('users', 'users', '*', 'standard', 'quay', false, 9, 0, 'ada', now(), now())
                        on conflict do nothing""").update();
        SQL.sql("""
                        insert into fleet_device
                               (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate, facts, generation, last_seen)
                        values (?, 'quay', 'standard', false, now() - interval '2 hours', 'users', '', '', 'linux', 3, now() - interval '1 hour')""").param(DEVICE).update();
        SQL.sql("update fleet_device set enrolled_at = now() - interval '2 hours' where facts = ''")
                .update();
    }

    @Test
    void whatADeviceReportsStaysHoweverLongItHasBeenOffline() throws Exception {
        var digest = published("1");
        running(digest, null);

        assertHeld("1", "DEVICE", "it runs on 1 device (" + DEVICE + ") or is what they go back to");
        running(digest("another"), digest);
        assertHeld("1", "DEVICE", "is what they go back to");

        SQL.sql("update fleet_device set decommissioned_at = now() where id = ?")
                .param(DEVICE)
                .update();
        assertThat(code(delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aDeviceThatEnrolledJustNowAndHasSaidNothingHoldsEverything() throws Exception {
        published("1");
        SQL.sql("update fleet_device set facts = '', enrolled_at = now() where id = ?")
                .param(DEVICE)
                .update();

        assertHeld("1", "DEVICE", "1 device (" + DEVICE + ") enrolled within the hour");

        SQL.sql("update fleet_device set facts = 'linux' where id = ?")
                .param(DEVICE)
                .update();
        assertThat(code(delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aGoalHolds() throws Exception {
        var digest = published("1");
        goal("1", digest);

        assertHeld("1", "GOAL", "the goals of 1 device (" + DEVICE + ") ask for it or keep it");
    }

    @Test
    void aRolloutHoldsWhatItBringsUntilItEnds() throws Exception {
        published("1");
        var rollout = rollOut("1");
        assertHeld("1", "ROLLOUT", "rollout " + rollout + " (READY) brings it");

        stop(rollout);
        assertThat(code(delete("1"))).isEqualTo("200 ");
    }

    @Test
    void theNewestRolloutHoldsWhatItMayGoBackToEvenAfterItsEnd() throws Exception {
        published("1");
        published("2");
        published("3");
        var rollout = rollOut("2");
        SQL.sql("update rollout set previous_version = '1' where id = ?")
                .param(rollout)
                .update();
        stop(rollout);
        assertHeld("1", "ROLLOUT", "rollout " + rollout + " (STOPPED) may go back to it");

        stop(rollOut("3"));
        assertThat(code(delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aDeviceThatWasGivenItAndHasNotSpokenSinceHolds() throws Exception {
        var digest = published("1");
        published("2");
        var first = rollOut("1");
        stop(first);
        stop(rollOut("2"));
        given(first, digest, 4, "2 hours");

        assertHeld("1", "DEVICE", "it was given to 1 device (" + DEVICE + "), where no later goal was taken yet");

        SQL.sql("update fleet_device set generation = 5 where id = ?")
                .param(DEVICE)
                .update();
        assertThat(code(delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aDeviceThatWasOfflineAllTheTimeCannotHaveIt() throws Exception {
        var digest = published("1");
        published("2");
        var first = rollOut("1");
        stop(first);
        stop(rollOut("2"));
        given(first, digest, 4, "10 minutes");

        assertThat(code(delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aDeltaThatADeviceWhichIsBehindWillNeedHolds() throws Exception {
        var one = published("1");
        var two = published("2");
        var three = published("3");
        running(one, null);
        goal("3", three);
        delta(one, two);
        delta(two, three);

        assertHeld("2", "DELTA", "deltas that 1 device will need lead over it");

        delta(one, three);
        assertThat(code(delete("2"))).isEqualTo("200 ");
    }

    @Test
    void anOptimisationRunHolds() throws Exception {
        published("1");
        underWay("1", "fp16");

        assertHeld("1", "OPTIMISATION", "of " + model + "@1: fp16");
    }

    @Test
    void aStudentThatIsBeingHeldBesideItHoldsItsTeacher() throws Exception {
        published("1");
        published("2");
        SQL.sql("insert into registry_lineage (model, version, teacher_model, teacher_version) values (?, '2', ?, '1')")
                .params(model.value(), model.value())
                .update();
        underWay("2", "teacher");

        assertHeld("1", "OPTIMISATION", "of " + model + "@2: teacher");
    }

    private void underWay(String version, String variant) {
        SQL.sql("""
                        insert into optimisation_run (model, version, variant, state, requested_by, queued_at)
                        values (?, ?, ?, 'QUEUED', 'ada', now())""").params(model.value(), version, variant).update();
    }

    @Test
    void aRolloutAndADeletionNeverBothSucceed() throws Exception {
        for (var round = 0; round < 20; round++) {
            var version = "v" + round;
            published(version);

            var rollout = meetsDeletion(version, () -> post("/rollouts", rolloutOf(version)));

            var there = SQL.sql("select count(*) from rollout where model = ? and version = ?")
                    .params(model.value(), version)
                    .query(Long.class)
                    .single();
            assertThat(there).isEqualTo(rollout.statusCode() == 201 ? 1 : 0);
            if (there > 0) {
                stop(json(rollout).path("id").asString());
            }
        }
    }

    @Test
    void anAliasAndADeletionNeverBothSucceed() throws Exception {
        for (var round = 0; round < 10; round++) {
            var version = "v" + round;
            published(version);

            meetsDeletion(
                    version,
                    () -> HOUSE.api(
                            "PUT",
                            "/models/" + model + "/aliases/production",
                            HOUSE.adminToken(),
                            "{\"version\":\"" + version + "\",\"reason\":\"good\"}"));
        }
    }

    /** Whoever wins, the other is refused in words. @return what the other than the deletion was answered */
    private HttpResponse<String> meetsDeletion(String version, Supplier<HttpResponse<String>> use) {
        var start = new CyclicBarrier(2);
        var used = together(start, use);
        var deleted = together(start, () -> delete(version)).join();
        if (deleted.statusCode() == 200) {
            assertThat(code(used.join())).isIn("409 version-deleted", "410 version-deleted");
        } else {
            assertThat(code(deleted)).isEqualTo("409 version-in-use");
            assertThat(used.join().statusCode()).as(used.join().body()).isIn(200, 201);
        }
        return used.join();
    }

    @Test
    void theStoreIsKeptForEverybodyWhoHolds() throws Exception {
        var digest = published("1");
        SQL.sql("""
                        insert into delivery_mailbox (device_id, generation, envelope, enclosures, posted_at)
                        values (?, 1, '', array[?], now()) on conflict (device_id) do update set enclosures = excluded.enclosures""").params(DEVICE, digest.hex()).update();
        assertThat(code(delete("1"))).isEqualTo("200 ");

        var dry = json(post("/artifacts/collect?dryRun=true", ""));

        assertThat(dry.path("kept").toString()).contains(digest.hex(), "enclosed in mailboxes: 1");
    }

    private void assertHeld(String version, String kind, String why) {
        var refusal = delete(version);
        assertThat(code(refusal)).isEqualTo("409 version-in-use");
        assertThat(json(refusal).path("holders").valueStream()).anySatisfy(holder -> {
            assertThat(holder.path("kind").asString()).isEqualTo(kind);
            assertThat(holder.path("why").asString()).contains(why);
        });
    }

    /** Other bytes for each version; its one variant is offered, and nothing is being made of it. */
    private ArtifactDigest published(String version) throws IOException {
        var onnx = onnx(model + " " + version);
        return Objects.requireNonNull(HOUSE.bean(TransactionTemplate.class).execute(status -> {
            var digest = publish(version, onnx);
            SQL.sql("delete from optimisation_work where id in (select id from optimisation_run where model = ?)")
                    .param(model.value())
                    .update();
            SQL.sql("update optimisation_run set state = 'DONE' where model = ?")
                    .param(model.value())
                    .update();
            SQL.sql("""
                            update optimisation_variant set status = case variant when 'fp32' then 'OFFERED' else 'NOT_OFFERED' end,
                                digest = case variant when 'fp32' then ? end
                            where model = ? and version = ?""").params(digest.hex(), model.value(), version).update();
            return digest;
        }));
    }

    private ArtifactDigest publish(String version, byte[] onnx) {
        try {
            return HOUSE.bean(Publications.class)
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

    private void running(ArtifactDigest running, ArtifactDigest previous) {
        SQL.sql("""
                        insert into fleet_running (device_id, model, digest, previous, quarantined, since)
                        values (?, ?, ?, ?, '{}', now())
                        on conflict (device_id, model) do update set digest = excluded.digest, previous = excluded.previous""")
                .params(DEVICE, model.value(), running.hex(), previous == null ? null : previous.hex())
                .update();
    }

    private void goal(String version, ArtifactDigest digest) {
        SQL.sql("""
                        insert into rollout_goal_model (device_id, model, version, variant, digest, length_bytes, probation)
                        values (?, ?, ?, 'fp32', ?, 1, '{}')""").params(DEVICE, model.value(), version, digest.hex()).update();
    }

    private void given(String rollout, ArtifactDigest digest, long generation, String ago) {
        SQL.sql("""
                        insert into rollout_deployment (rollout_id, device_id, model, stage, digest, length_bytes, generation, state,
                            attempt, detail, assigned_at, updated_at)
                        values (?, ?, ?, 0, ?, 1, ?, 'ASSIGNED', 1, '', now() - ?::interval, now())""")
                .params(rollout, DEVICE, model.value(), digest.hex(), generation, ago)
                .update();
    }

    private static void delta(ArtifactDigest base, ArtifactDigest target) {
        SQL.sql("""
                        insert into delta_pair (base, target, status, reason, delta, length_bytes, target_bytes,
                            generate_millis, apply_millis, created_at, revision)
                        values (?, ?, 'READY', '', ?, 7, 7, 1, 1, now(), 0)""")
                .params(base.hex(), target.hex(), digest(base + "-" + target).hex())
                .update();
    }

    private static ArtifactDigest digest(String words) {
        try {
            var sha256 = java.security.MessageDigest.getInstance("SHA-256");
            return ArtifactDigest.of(sha256.digest(words.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String rolloutOf(String version) {
        return "{\"model\":\"%s\",\"version\":\"%s\",\"hold\":true,\"target\":\"id==%s\",\"stages\":[{\"percent\":100}]}"
                .formatted(model, version, DEVICE);
    }

    private String rollOut(String version) {
        var created = post("/rollouts", rolloutOf(version));
        assertThat(code(created)).as(created.body()).isEqualTo("201 ");
        return json(created).path("id").asString();
    }

    private static void stop(String rollout) {
        assertThat(code(post("/rollouts/" + rollout + "/stop", "{\"reason\":\"enough\"}")))
                .isEqualTo("200 ");
    }

    private HttpResponse<String> delete(String version) {
        return HOUSE.api(
                "DELETE", "/models/" + model + "/versions/" + version + "?reason=superseded", HOUSE.adminToken(), "");
    }

    private static HttpResponse<String> post(String path, String body) {
        return HOUSE.api("POST", path, HOUSE.adminToken(), body);
    }

    private static CompletableFuture<HttpResponse<String>> together(
            CyclicBarrier start, Supplier<HttpResponse<String>> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        start.await();
                        return work.get();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                Thread::startVirtualThread);
    }
}
