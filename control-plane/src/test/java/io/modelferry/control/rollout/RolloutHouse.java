package io.modelferry.control.rollout;

import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.fleet.DeviceReported;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.Rollouts.Order;
import io.modelferry.control.rollout.gate.Judge;
import io.modelferry.control.rollout.gate.Judge.Comparison;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.plan.FieldRates;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.control.testing.FakeSigners;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The rollout room on a real PostgreSQL, with a fleet, a catalogue, a post office and a judge that tests hold in their hands.
 * Devices do what their goals say when they are told to {@link #obey}.
 */
final class RolloutHouse {

    static final Gate GATE = new Gate(0.02, 50, Duration.ofMinutes(15), 0.05, 20, 1.0);
    private static final Gate DEVICES = new Gate(null, 50, GATE.deadline(), 0.05, 20, 1.0);
    static final Order BECAUSE = new Order("because of the test", null);

    private static final Comparison NUMBERS = new Comparison(100, 0.9, 100, 0.9, 0, -0.01, 0.01);
    static final Judgement PASSED = new Judgement.Passed(NUMBERS, "as good");
    static final Judgement WORSE = new Judgement.Worse(NUMBERS, "worse");
    static final Judgement UNCLEAR = new Judgement.CannotTell(NUMBERS, "14 of 50 labelled samples in control");

    private static @Nullable RolloutHouse house;

    final FakeFleet fleet;
    final FakeCatalogue catalogue;
    final FakeDeltas deltas;
    final FakePost post;
    final TestClock clock;
    final Settings settings;
    final Rollouts rollouts;
    final RolloutEngine engine;
    private final ConfigurableApplicationContext context;
    private final Map<DeviceId, Long> numbers = new HashMap<>();
    static final UUID BOOT = new UUID(7, 7);

    /** What tests set and read beside the fakes. */
    static final class Settings {
        volatile Judgement judgement = PASSED;
        final List<Judge.Question> questions = new ArrayList<>();
        final List<String> audit = new ArrayList<>();
        final FakeSigners signers = new FakeSigners();
        volatile @Nullable FieldRates rates;
        volatile boolean somebodyApproves = true;
        final Map<String, Set<String>> behind = new HashMap<>();
        volatile List<String> breaking = List.of();
        volatile boolean goalKeyBelieved = true;
    }

    private RolloutHouse(ConfigurableApplicationContext context) {
        this.context = context;
        this.fleet = context.getBean(FakeFleet.class);
        this.catalogue = context.getBean(FakeCatalogue.class);
        this.deltas = context.getBean(FakeDeltas.class);
        this.post = context.getBean(FakePost.class);
        this.clock = context.getBean(TestClock.class);
        this.settings = context.getBean(Settings.class);
        this.rollouts = context.getBean(Rollouts.class);
        this.engine = context.getBean(RolloutEngine.class);
    }

    /** One for all tests of this JVM; each gets it empty. */
    static synchronized RolloutHouse empty() {
        if (house == null) {
            house = new RolloutHouse(start());
        }
        house.clear();
        return house;
    }

    private static ConfigurableApplicationContext start() {
        var database = TestPostgres.empty();
        return new SpringApplicationBuilder(RolloutWorld.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "modelferry.data=" + Path.of("target", "rollout house").toAbsolutePath(),
                        "modelferry.database.url=" + database.jdbcUrl(),
                        "modelferry.database.username=" + database.username(),
                        "modelferry.database.password=" + database.password(),
                        "modelferry.rollout.tick=24h", // tests tick by hand
                        "modelferry.rollout.approve-above=-1",
                        "modelferry.rollout.evaluate-every=0s", // and each tick is an evaluation period
                        "spring.main.banner-mode=off",
                        "logging.level.io.modelferry=warn")
                .run();
    }

    private void clear() {
        context.getBean(JdbcTemplate.class)
                .execute(
                        "truncate rollout, rollout_stage, rollout_timeline, rollout_watch, rollout_evidence, rollout_deployment,"
                                + " rollout_device_event, rollout_event_ack, rollout_line, rollout_goal, rollout_goal_model, rollout_refused_goal, rollout_due, rollout_loan, rollout_queue, rollout_tally, rollout_lease, rollout_freeze, rollout_reissue, rollout_reissue_of, rollout_pace, rollout_pace_site, rollout_revisit, rollout_request, fleet_site");
        fleet.clear();
        catalogue.clear();
        deltas.settled = true;
        post.clear();
        numbers.clear();
        bean(FakeRecalls.class).recalled.clear();
        bean(FakeFloors.class).clear();
        settings.judgement = PASSED;
        settings.questions.clear();
        settings.audit.clear();
        settings.rates = null;
        settings.somebodyApproves = true;
        settings.behind.clear();
        settings.breaking = List.of();
        settings.goalKeyBelieved = true;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** As often as there is something to do at once. */
    void tick() {
        while (engine.tick()) {
            // more
        }
    }

    void tick(Duration later) {
        clock.pass(later);
        tick();
    }

    /** {@code count} online devices of the class that variants fit. */
    List<DeviceId> enrol(int count) {
        bean(TransactionTemplate.class)
                .executeWithoutResult(status -> IntStream.range(0, count)
                        .forEach(number -> fleet.enrol("cam-%04d".formatted(number), "standard", false)));
        return fleet.all().stream().map(device -> device.id()).toList();
    }

    NewRollout plan(String version, @Nullable Gate gate, boolean hold, StagePlan... stages) {
        return new NewRollout(
                FakeCatalogue.MODEL, new VersionName(version), List.of(stages), gate, Probation.DEFAULT, hold);
    }

    NewRollout everybody(String version) {
        return everybody(version, PlanOptions.DEFAULT);
    }

    /** To everybody in one stage. Nobody is left to compare with, so it is held to an error rate of its own. */
    NewRollout everybody(String version, PlanOptions options) {
        var alone = new GateRule.ErrorRate(0.05, null, 1000, OnFailure.ROLL_BACK);
        var gates = Stream.concat(options.gates().stream(), Stream.of(alone)).toList();
        return new NewRollout(
                FakeCatalogue.MODEL,
                new VersionName(version),
                List.of(StagePlan.percent("all", 100, Duration.ZERO)),
                DEVICES,
                Probation.DEFAULT,
                null,
                false,
                new PlanOptions(gates, options.reach(), options.pace(), options.clearance()));
    }

    RolloutId started(NewRollout plan) {
        var id = rollouts.create(plan).id();
        rollouts.start(id, BECAUSE);
        return id;
    }

    /** Brings version 1 to everybody, the way a fleet gets its first version. */
    void firstVersion() {
        catalogue.publish("1");
        var id = started(plan("1", null, false, StagePlan.percent("all", 100, Duration.ZERO)));
        tick();
        fleet.all().forEach(device -> obey(device.id()));
        tick();
        if (view(id).state() != RolloutState.FINISHED) {
            throw new IllegalStateException("version 1 did not arrive: " + view(id).why());
        }
        post.sent.clear();
    }

    RolloutView view(RolloutId id) {
        return rollouts.find(id).orElseThrow();
    }

    DesiredState goal(DeviceId device) {
        var letter = post.mailboxes.get(device);
        return letter.envelope().open(DesiredState.PAYLOAD_TYPE, settings.signers.goalKey(), DesiredState.class);
    }

    DesiredModel aim(DeviceId device) {
        return goal(device).models().getFirst();
    }

    /** Devices whose goal names a version. */
    List<DeviceId> aimedAt(String version) {
        return fleet.all().stream()
                .map(device -> device.id())
                .filter(id -> post.mailboxes.containsKey(id)
                        && aim(id).version().value().equals(version))
                .toList();
    }

    /** The device goes through a whole update and attests what it was asked for. */
    void obey(DeviceId device) {
        var goal = goal(device);
        var aim = aim(device);
        var cost = aim.deltas().isEmpty() ? new Transfer(0, aim.lengthBytes(), false) : new Transfer(1000, 0, false);
        for (var state : List.of(UpdateState.ASSIGNED, UpdateState.FETCHING, UpdateState.VERIFIED, UpdateState.TRIAL)) {
            say(device, aim.digest(), state, null, cost);
        }
        fleet.runs(device, FakeCatalogue.MODEL, aim.digest(), goal.generation());
        say(device, aim.digest(), UpdateState.CONFIRMED, null, cost);
    }

    /** The device refuses what it was asked for. */
    void refuse(DeviceId device, FailureCode code) {
        say(device, aim(device).digest(), UpdateState.FAILED, code, Transfer.NONE);
    }

    /** The device says that it is back at version 1. */
    void comesBack(DeviceId device, Transfer cost) {
        say(device, FakeCatalogue.digest("1"), UpdateState.CONFIRMED, null, cost);
    }

    /** Of the goal that it has. */
    private void say(
            DeviceId device, ArtifactDigest digest, UpdateState state, @Nullable FailureCode failure, Transfer cost) {
        say(event(device, next(device), goal(device).generation(), digest, state, failure, cost));
    }

    record Said(DeviceId device, UpdateEvent event) {}

    Said event(
            DeviceId device,
            long seq,
            long generation,
            ArtifactDigest digest,
            UpdateState state,
            @Nullable FailureCode failure,
            Transfer cost) {
        return new Said(
                device,
                new UpdateEvent(
                        BOOT, seq, clock.instant(), generation, FakeCatalogue.MODEL, digest, state, failure, "", cost));
    }

    long next(DeviceId device) {
        return numbers.merge(device, 1L, Long::sum);
    }

    void say(Said said) {
        publish(new UplinkReceived(said.device(), Channel.EVENTS, ProtocolJson.write(said.event()), clock.instant()));
    }

    void reported(DeviceId device, DeviceReported.Kind kind) {
        publish(new DeviceReported(device, kind));
    }

    void publish(Object event) {
        inTransaction(() -> context.publishEvent(event));
    }

    /** As somebody who signed in. */
    void as(String name, Runnable work) {
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(name, "", List.of()));
        try {
            work.run();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    void inTransaction(Runnable work) {
        bean(TransactionTemplate.class).executeWithoutResult(status -> work.run());
    }
}
